import { basicCredentials, bearerToken, bodyText, type Incoming, mediaType } from "../incoming.js";
import { reply } from "../replies.js";
import { type PathParams, Router } from "../router.js";
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
  readonly may: Permissions;
  readonly present: Presenter;
}

/** What an endpoint answers. */
export interface Answer {
  readonly status: number;
  /** Nothing for an empty body. */
  readonly resource?: object;
}

export interface OpenProjectApiOptions {
  /** Whether requests without credentials are refused, rather than answered to the anonymous user. */
  readonly loginRequired: boolean;
  /** The folder the server is installed in. */
  readonly prefix: () => string;
}

/** Answers below `/api/v3`; the endpoints' handlers return a HAL resource, or throw an `OpenProjectError`. */
export class OpenProjectApi {
  readonly #router = new Router<(call: OpenProjectCall) => Answer>();
  readonly #state: OpenProjectState;
  readonly #options: OpenProjectApiOptions;

  constructor(state: OpenProjectState, options: OpenProjectApiOptions) {
    this.#state = state;
    this.#options = options;
  }

  /** Add an endpoint; its path is relative to `/api/v3`. */
  on(method: string, path: string, handle: (call: OpenProjectCall) => Answer): void {
    this.#router.on(method, path, handle);
  }

  answer(incoming: Incoming, path: string): Response {
    try {
      return this.#dispatch(incoming, path);
    } catch (error) {
      if (error instanceof OpenProjectError || error instanceof MultipleErrors) return error.toResponse();
      throw error;
    }
  }

  #dispatch(incoming: Incoming, path: string): Response {
    const user = this.#authenticate(incoming.headers);
    if (!BODYLESS.has(incoming.method)) {
      // Demanded without a body too, and refused outside of HAL.
      const type = incoming.headers.get("content-type");
      if (type === null) return reply(406, "text/plain", "Missing content-type header");
      if (!ACCEPTED.has(mediaType(incoming.headers))) throw typeNotSupported(type);
    }
    const match = this.#router.match(incoming.method, path);
    if (match === undefined) throw notFound();
    if ("allowed" in match) throw new OpenProjectError(405, "MethodNotAllowed", "The method is not allowed.");
    const may = new Permissions(this.#state, user);
    const answer = match.handler({
      user,
      path: match.params,
      query: incoming.query,
      body: readBody(incoming),
      may,
      present: new Presenter(this.#state, may, this.#options.prefix()),
    });
    const { status, resource } = answer;
    return resource === undefined ? new Response(null, { status }) : hal(status, resource);
  }

  #authenticate(headers: Headers): OpenProjectUser | undefined {
    if (!headers.has("authorization")) {
      if (!this.#options.loginRequired) return undefined;
      throw unauthenticated("You need to be authenticated to access this resource.");
    }
    const basic = basicCredentials(headers);
    const token = basic?.username === "apikey" ? basic.password : bearerToken(headers);
    const user = [...this.#state.users.values()].find(({ apiKey }) => apiKey === token);
    if (user === undefined || user.status !== "active") {
      throw unauthenticated("You did not provide the correct credentials.");
    }
    return user;
  }
}

const BODYLESS = new Set(["GET", "HEAD", "DELETE"]);
const ACCEPTED = new Set(["application/json", "application/hal+json"]);

function typeNotSupported(type: string): OpenProjectError {
  const message = `Expected CONTENT-TYPE to be 'application/json' but got '${type}'.`;
  return new OpenProjectError(415, "TypeNotSupported", message);
}

function readBody(incoming: Incoming): RequestBody {
  const text = bodyText(incoming);
  if (text.trim() === "" || BODYLESS.has(incoming.method)) return new RequestBody({});
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
