import type { Clock } from "../clock.js";
import { basicCredentials, type Incoming } from "../incoming.js";
import { type PathParams, Router } from "../router.js";
import { SlidingWindow, type WindowLimit } from "../sliding-window.js";
import { badRequest, invalidApiKey, notLoggedIn, rateLimitHit, ZulipError, zulipJson } from "./errors.js";
import { Parameters } from "./parameters.js";
import type { ZulipState, ZulipUser } from "./state.js";

/** A call of an endpoint by an account. */
export interface ZulipCall {
  readonly user: ZulipUser;
  readonly path: PathParams;
  readonly parameters: Parameters;
  readonly incoming: Incoming;
}

interface PublicCall extends Omit<ZulipCall, "user"> {
  /** Headers of the answer, should it be a success. */
  readonly answerHeaders: Record<string, string>;
}

/** The fields of a successful answer, beside `result` and `msg`. */
export type Fields = Record<string, unknown>;

type Answered = Fields | Response;

type Handler = (call: PublicCall) => Promise<Answered> | Answered;

/** Answers below `/api/v1`; the endpoints' handlers return the fields of the answer or throw a `ZulipError`. */
export class ZulipApi {
  readonly #router = new Router<Handler>();
  readonly #state: ZulipState;
  readonly #clock: Clock;
  /** Counts per account. */
  readonly #window: SlidingWindow | undefined;

  constructor(state: ZulipState, clock: Clock, limit: WindowLimit | undefined) {
    this.#state = state;
    this.#clock = clock;
    this.#window = limit && new SlidingWindow(clock, limit);
  }

  /** Add an endpoint; its path is relative to `/api/v1`. */
  on(method: string, path: string, handle: (call: ZulipCall) => Promise<Fields> | Fields): void {
    this.#add(method, path, handle);
  }

  /** Add an endpoint whose answers are not in the API's form. */
  onRaw(method: string, path: string, handle: (call: ZulipCall) => Response): void {
    this.#add(method, path, handle);
  }

  #add(method: string, path: string, handle: (call: ZulipCall) => Promise<Answered> | Answered): void {
    this.#router.on(method, path, (call) => {
      const user = this.#authenticate(call.incoming.headers);
      this.#enforceLimit(user, call.answerHeaders);
      if (user.bot_type === 2 && `${method} ${path}` !== "POST /messages") {
        throw badRequest("This API is not available to incoming webhook bots.");
      }
      return handle({ ...call, user });
    });
  }

  /** Add an endpoint that needs no account. */
  onPublic(method: string, path: string, handle: (call: PublicCall) => Fields): void {
    this.#router.on(method, path, handle);
  }

  /** The account of a request, if it names one as it should. */
  accountOf(headers: Headers): ZulipUser | undefined {
    try {
      return this.#authenticate(headers);
    } catch {
      return undefined;
    }
  }

  async answer(incoming: Incoming, path: string): Promise<Response> {
    try {
      return await this.#dispatch(incoming, path);
    } catch (error) {
      if (error instanceof ZulipError) return error.toResponse();
      throw error;
    }
  }

  async #dispatch(incoming: Incoming, path: string): Promise<Response> {
    const match = this.#router.match(incoming.method, path);
    if (match === undefined) return zulipJson(404, { result: "error", msg: "Not Found" });
    if ("allowed" in match) {
      // The one error without a code.
      const body = { result: "error", msg: "Method Not Allowed", allowed_methods: match.allowed };
      return zulipJson(405, body, { allow: match.allowed.join(", ") });
    }
    const parameters = await Parameters.of(incoming);
    const answerHeaders: Record<string, string> = {};
    const fields = await match.handler({ path: match.params, parameters, incoming, answerHeaders });
    if (fields instanceof Response) return fields;
    const ignored = parameters.ignored;
    const unsupported = ignored.length > 0 && { ignored_parameters_unsupported: ignored };
    return zulipJson(200, { result: "success", msg: "", ...fields, ...unsupported }, answerHeaders);
  }

  #authenticate(headers: Headers): ZulipUser {
    const credentials = basicCredentials(headers);
    if (credentials === undefined) throw notLoggedIn();
    const email = credentials.username.trim();
    const key = credentials.password.trim();
    if (!/^[A-Za-z0-9]{32}$/.test(key)) throw invalidApiKey("Malformed API key");
    const user = [...this.#state.users.values()].find(({ api_key }) => api_key === key);
    if (user === undefined || !hasAddress(user, email)) throw invalidApiKey();
    if (!user.is_active) throw new ZulipError("USER_DEACTIVATED", "Account is deactivated", {}, 401);
    return user;
  }

  #enforceLimit({ user_id }: ZulipUser, answerHeaders: Record<string, string>): void {
    if (this.#window === undefined) return;
    const key = String(user_id);
    const waitMs = this.#window.take(key);
    if (waitMs > 0) throw rateLimitHit(waitMs / 1000);
    const { requests, perMs } = this.#window.limit;
    answerHeaders["x-ratelimit-limit"] = String(requests);
    answerHeaders["x-ratelimit-remaining"] = String(this.#window.remaining(key));
    answerHeaders["x-ratelimit-reset"] = String(Math.ceil((this.#clock.now() + perMs) / 1000));
  }
}

/** The server is asked with the API's address; the real one is taken too. */
export function hasAddress({ email, delivery_email }: ZulipUser, address: string): boolean {
  const wanted = address.toLowerCase();
  return email.toLowerCase() === wanted || delivery_email.toLowerCase() === wanted;
}
