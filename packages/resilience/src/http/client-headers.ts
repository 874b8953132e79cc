import { ACCEPT_ENCODING } from "./decode.js";
import type { RequestHeaders } from "./request-headers.js";
import { USER_AGENT } from "./user-agent.js";

/** Types of bodies can come from users; there are a handful of others. */
const MAX_REMEMBERED = 100;

/** The headers every request of one client begins with. */
export class ClientHeaders {
  /** Those of all requests, whatever they ask for. */
  readonly own: RequestHeaders;
  /** By what is accepted, and by the type of the body. */
  readonly #made = new Map<string | undefined, Map<string | undefined, RequestHeaders>>();
  #count = 0;
  #authorization: string | undefined;

  constructor(userAgent: string | undefined, headers: RequestHeaders) {
    this.own = { "user-agent": userAgent ? `${userAgent} ${USER_AGENT}` : USER_AGENT, ...headers };
  }

  /**
   * Makes those of a request. They are copied whole, which is cheaper than building them, and than adding to a copy.
   *
   * @param contentType is one that others have too: each is remembered.
   */
  for(
    accept: string | undefined,
    contentType: string | undefined,
    authorization: string | undefined,
  ): Record<string, string> {
    if (authorization !== this.#authorization || this.#count > MAX_REMEMBERED) {
      this.#made.clear();
      this.#count = 0;
      this.#authorization = authorization;
    }
    const headers = this.#made.get(accept)?.get(contentType) ?? this.#make(accept, contentType);
    return { ...headers };
  }

  #make(accept: string | undefined, contentType: string | undefined): RequestHeaders {
    const authorization = this.#authorization;
    const headers = {
      ...this.own,
      ...acceptHeaders(accept),
      ...(authorization !== undefined && { authorization }),
      ...(contentType !== undefined && { "content-type": contentType }),
    };
    const byType = this.#made.get(accept) ?? new Map<string | undefined, RequestHeaders>();
    this.#made.set(accept, byType.set(contentType, headers));
    this.#count++;
    return headers;
  }
}

/** Makes the headers by which another origin may know us. */
export function foreignHeaders(accept: string | undefined): Record<string, string> {
  return { "user-agent": USER_AGENT, ...acceptHeaders(accept) };
}

function acceptHeaders(accept: string | undefined): Record<string, string> {
  return accept === undefined ? {} : { accept, "accept-encoding": ACCEPT_ENCODING };
}
