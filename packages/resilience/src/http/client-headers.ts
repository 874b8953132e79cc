import { ACCEPT_ENCODING } from "./decode.js";
import type { RequestHeaders } from "./request-headers.js";
import { USER_AGENT } from "./user-agent.js";

/** The headers every request of one client begins with. */
export class ClientHeaders {
  /** Those of all requests, whatever they ask for. */
  readonly own: RequestHeaders;
  readonly #byAccept = new Map<string | undefined, RequestHeaders>();
  #authorization: string | undefined;

  constructor(userAgent: string | undefined, headers: RequestHeaders) {
    this.own = { "user-agent": userAgent ? `${userAgent} ${USER_AGENT}` : USER_AGENT, ...headers };
  }

  /**
   * Makes those of a request that asks for a media type. They are copied whole, which is cheaper than building them, and
   * than adding to a copy.
   */
  for(accept: string | undefined, authorization: string | undefined): Record<string, string> {
    if (authorization !== this.#authorization) {
      this.#byAccept.clear();
      this.#authorization = authorization;
    }
    let headers = this.#byAccept.get(accept);
    if (headers === undefined) {
      headers = {
        ...this.own,
        ...acceptHeaders(accept),
        ...(authorization !== undefined && { authorization }),
      };
      this.#byAccept.set(accept, headers);
    }
    return { ...headers };
  }
}

/** Makes the headers by which another origin may know us. */
export function foreignHeaders(accept: string | undefined): Record<string, string> {
  return { "user-agent": USER_AGENT, ...acceptHeaders(accept) };
}

function acceptHeaders(accept: string | undefined): Record<string, string> {
  return accept === undefined ? {} : { accept, "accept-encoding": ACCEPT_ENCODING };
}
