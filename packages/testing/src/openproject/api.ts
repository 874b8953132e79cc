import {
  basicCredentials,
  bearerToken,
  bodyText,
  type Incoming,
  mediaType,
  multipartFields,
} from "../incoming.js";
import { reply } from "../replies.js";
import { type PathParams, Router } from "../router.js";
import { withEprops } from "./eprops.js";
import { hal, MultipleErrors, notFound, OpenProjectError, unauthenticated } from "./errors.js";
import { Permissions } from "./permissions.js";
import { Presenter } from "./presenter.js";
import { RequestBody } from "./request-body.js";
import type { OpenProjectState, OpenProjectUser } from "./state.js";

/** A call of an endpoint. */
export interface OpenProjectCall {
  /** `undefined` for the anonymous user. */
  readonly user: OpenProjectUser | undefined;
  readonly path: PathParams;
  readonly query: URLSearchParams;
  readonly body: RequestBody;
  /** Of uploads. */
  readonly form: FormData;
  /** Of what is not JSON. */
  readonly text: string;
  readonly may: Permissions;
  readonly present: Presenter;
}

/** What an endpoint answers. */
export interface Answer {
  readonly status: number;
  /** Nothing for an empty body. */
  readonly resource?: object;
  /** Instead of a resource, with its media type. */
  readonly content?: { readonly type: string; readonly bytes: string | Uint8Array };
  /** Where a redirect leads. */
  readonly location?: string;
}

export interface OpenProjectApiOptions {
  /** Whether requests without credentials are refused, rather than answered to the anonymous user. */
  readonly loginRequired: boolean;
  /** The folder the server is installed in. */
  readonly prefix: () => string;
  /** The date in milliseconds. */
  readonly now: () => number;
}

/** Answers below `/api/v3`; the endpoints' handlers return a HAL resource, or throw an `OpenProjectError`. */
export class OpenProjectApi {
  readonly #router = new Router<(call: OpenProjectCall) => Answer | Promise<Answer>>();
  readonly #state: OpenProjectState;
  readonly #options: OpenProjectApiOptions;

  constructor(state: OpenProjectState, options: OpenProjectApiOptions) {
    this.#state = state;
    this.#options = options;
  }

  /** Add an endpoint; its path is relative to `/api/v3`. */
  on(method: string, path: string, handle: (call: OpenProjectCall) => Answer | Promise<Answer>): void {
    this.#router.on(method, path, handle);
  }

  async answer(incoming: Incoming, path: string): Promise<Response> {
    try {
      return await this.#dispatch(incoming, path);
    } catch (error) {
      if (error instanceof OpenProjectError || error instanceof MultipleErrors) return error.toResponse();
      throw error;
    }
  }

  async #dispatch(incoming: Incoming, path: string): Promise<Response> {
    const user = this.#authenticate(incoming.headers);
    if (!BODYLESS.has(incoming.method)) {
      // Demanded without a body too, and refused outside of HAL.
      const type = incoming.headers.get("content-type");
      if (type === null) return reply(406, "text/plain", "Missing content-type header");
      const accepted = acceptedAt(path);
      if (!accepted.includes(mediaType(incoming.headers))) throw typeNotSupported(type, accepted[0]);
    }
    const match = this.#router.match(incoming.method, path);
    if (match === undefined) throw notFound();
    if ("allowed" in match) throw new OpenProjectError(405, "MethodNotAllowed", "The method is not allowed.");
    const may = new Permissions(this.#state, user);
    const answer = await match.handler({
      user,
      path: match.params,
      query: withEprops(incoming.query),
      ...(await readBody(incoming)),
      may,
      present: new Presenter(this.#state, may, this.#options.prefix()),
    });
    const { status, resource, content, location } = answer;
    const headers: Record<string, string> = location === undefined ? {} : { location };
    if (content !== undefined) return reply(status, content.type, content.bytes, headers);
    return resource === undefined ? new Response(null, { status, headers }) : hal(status, resource, headers);
  }

  #authenticate(headers: Headers): OpenProjectUser | undefined {
    if (!headers.has("authorization")) {
      if (!this.#options.loginRequired) return undefined;
      throw unauthenticated("You need to be authenticated to access this resource.");
    }
    const basic = basicCredentials(headers);
    const bearer = bearerToken(headers);
    const token = basic?.username === "apikey" ? basic.password : bearer;
    const granted = bearer === undefined ? undefined : this.#state.accessTokens.get(bearer);
    const isGranted = granted !== undefined && this.#options.now() < granted.endsAt;
    const user = isGranted
      ? this.#state.users.get(granted.userId)
      : [...this.#state.users.values()].find(({ apiKey }) => apiKey === token);
    if (user === undefined || user.status !== "active") {
      throw unauthenticated("You did not provide the correct credentials.");
    }
    return user;
  }
}

const BODYLESS = new Set(["GET", "HEAD", "DELETE"]);
const JSON_TYPES = ["application/json", "application/hal+json"] as const;

/** Uploads and previews take their own types only. */
function acceptedAt(path: string): readonly [string, ...string[]] {
  if (/\/attachments(\/prepare)?$/.test(path)) return ["multipart/form-data"];
  return path.startsWith("/render/") ? ["text/plain"] : JSON_TYPES;
}

function typeNotSupported(type: string, expected: string): OpenProjectError {
  const message = `Expected CONTENT-TYPE to be '${expected}' but got '${type}'.`;
  return new OpenProjectError(415, "TypeNotSupported", message);
}

async function readBody(incoming: Incoming): Promise<Pick<OpenProjectCall, "body" | "form" | "text">> {
  const nothing = { body: new RequestBody({}), form: new FormData(), text: "" };
  const type = mediaType(incoming.headers);
  if (BODYLESS.has(incoming.method)) return nothing;
  if (type === "multipart/form-data") return { ...nothing, form: await multipartFields(incoming) };
  const text = bodyText(incoming);
  if (type === "text/plain" || text.trim() === "") return { ...nothing, text };
  return { ...nothing, body: readJson(text) };
}

function readJson(text: string): RequestBody {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new SyntaxError("not an object");
    }
    return new RequestBody(value);
  } catch (error) {
    const parseError = error instanceof Error ? error.message : String(error);
    const message = "The request body was not a single JSON object.";
    throw new OpenProjectError(400, "InvalidRequestBody", message, { parseError });
  }
}
