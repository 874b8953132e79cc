import { randomBytes } from "node:crypto";
import type { Clock } from "../../clock.js";
import type { Incoming } from "../../incoming.js";
import { reply } from "../../replies.js";
import { type PathParams, Router } from "../../router.js";
import { logIn } from "../login.js";
import type { NextcloudState, NextcloudUser } from "../state.js";
import { formatOf, OcsError, type OcsFormat, ocsFailure, ocsSuccess } from "./envelope.js";
import { Parameters } from "./parameters.js";

/** A call of an endpoint by a user who is logged in. */
export interface OcsCall {
  readonly user: NextcloudUser;
  readonly path: PathParams;
  readonly parameters: Parameters;
  /** The app password the user signed in with, if it was one. */
  readonly appPassword: string | undefined;
}

/** What an endpoint that needs no login gets. */
export interface PublicOcsCall extends Omit<OcsCall, "user"> {
  readonly user: NextcloudUser | undefined;
}

/** Answers below `/ocs/v1.php` and `/ocs/v2.php`; the endpoints' handlers return the `data` or throw an `OcsError`. */
export class OcsApi {
  readonly #router = new Router<(call: PublicOcsCall) => unknown>();
  readonly #state: NextcloudState;
  readonly #clock: Clock;

  constructor(state: NextcloudState, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
  }

  /** Add an endpoint for users who are logged in; its path is relative to `/ocs/v2.php`. */
  on(method: string, path: string, handle: (call: OcsCall) => unknown): void {
    this.#router.on(method, path, (call) => {
      const { user } = call;
      if (user === undefined) throw new OcsError(997, "Current user is not logged in");
      return handle({ ...call, user });
    });
  }

  /** Add an endpoint that needs no login. */
  onPublic(method: string, path: string, handle: (call: PublicOcsCall) => unknown): void {
    this.#router.on(method, path, handle);
  }

  answer(incoming: Incoming, version: 1 | 2, path: string): Response {
    const format = formatOf(incoming, version);
    try {
      return this.#dispatch(incoming, path, format);
    } catch (error) {
      if (error instanceof OcsError) return ocsFailure(error, format);
      if (error instanceof RateLimited) return rateLimitPage();
      throw error;
    }
  }

  #dispatch(incoming: Incoming, path: string, format: OcsFormat): Response {
    if (this.#state.maintenance) {
      throw new OcsError(503, "Service unavailable", { "x-nextcloud-maintenance-mode": "1" });
    }
    const login = logIn(this.#state, this.#clock, incoming);
    if (login.outcome === "banned") throw new OcsError(429, "Reached maximum delay");
    if (login.outcome === "wrong" || login.outcome === "disabled") {
      throw new OcsError(997, "Unauthorised", { "www-authenticate": 'Basic realm="Authorisation Required"' });
    }
    const user = login.outcome === "user" ? login.user : undefined;
    const match = this.#router.match(incoming.method, path);
    if (match === undefined) throw new OcsError(998, UNKNOWN_ROUTE);
    if ("allowed" in match) return new Response(null, { status: 405 });
    // Demanded even of calls that carry good credentials, and answered outside the OCS envelope.
    if (!incoming.headers.has("ocs-apirequest")) return csrfCheckFailed();
    const appPassword = login.outcome === "user" ? login.appPassword : undefined;
    const call = { user, path: match.params, parameters: new Parameters(incoming), appPassword };
    const data = match.handler(call);
    // What has no envelope, such as 204.
    if (data instanceof Response) return data;
    if (data instanceof WithHeaders) return ocsSuccess(data.data, format, data.headers);
    return ocsSuccess(data, format, {
      "x-request-id": randomBytes(10).toString("hex"),
      ...(user && { "x-user-id": user.id }),
    });
  }
}

/** Data that comes with headers of its own. */
export class WithHeaders {
  constructor(
    readonly data: unknown,
    readonly headers: Record<string, string>,
  ) {}
}

/** A per-user limit of an endpoint was reached. */
export class RateLimited extends Error {
  override readonly name = "RateLimited";
}

/** Not OCS, and without a word about when to come back. */
export function rateLimitPage(): Response {
  return reply(429, "text/html; charset=UTF-8", "");
}

const UNKNOWN_ROUTE =
  "Invalid query, please check the syntax. API specifications are here: http://www.freedesktop.org/wiki/Specifications/open-collaboration-services.\n";

function csrfCheckFailed(): Response {
  return reply(412, "application/json; charset=utf-8", '{"message":"CSRF check failed"}');
}
