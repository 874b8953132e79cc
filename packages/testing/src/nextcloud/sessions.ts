import { randomBytes } from "node:crypto";
import { basicCredentials, type Incoming } from "../incoming.js";
import { INSTANCE_ID } from "./dav/properties.js";
import type { NextcloudUser } from "./state.js";

/** A session as its cookies open it again. */
interface Session {
  readonly passphrase: string;
  /** Undefined while nobody is signed in. */
  readonly user: NextcloudUser | undefined;
  /** The app password it was opened with; it ends with it. */
  readonly appPassword: string | undefined;
  /** WebDAV takes one opened with a user name and a password for its own, and no other. */
  readonly opensDav: boolean;
}

/** Sessions by their cookies, and what signing in has cost. */
export class Sessions {
  /** How often a password was checked. The real server needs a second for an account's own, 50 ms for an app password. */
  readonly checks = { password: 0, appPassword: 0 };
  readonly #sessions = new Map<string, Session>();
  /** The cookies that answers to these requests will set. */
  readonly #begun = new WeakMap<Incoming, readonly string[]>();

  constructor(private readonly appPasswords: ReadonlyMap<string, string>) {}

  /** Who a request's cookies say it is: no password is looked at then. */
  find({ headers }: Incoming): (Session & { readonly user: NextcloudUser }) | undefined {
    const cookies = cookiesIn(headers);
    const session = this.#sessions.get(cookies.get(INSTANCE_ID) ?? "");
    if (session === undefined || session.passphrase !== cookies.get("oc_sessionPassphrase")) return undefined;
    if (!cookies.has("nc_sameSiteCookielax") || !cookies.has("nc_sameSiteCookiestrict")) return undefined;
    const { user, appPassword } = session;
    const isOver = appPassword !== undefined && !this.appPasswords.has(appPassword);
    return user === undefined || !user.enabled || isOver ? undefined : { ...session, user };
  }

  /** Open a session; its cookies go along with the answer to this request. */
  begin(incoming: Incoming, user?: NextcloudUser, appPassword?: string): void {
    const id = randomBytes(13).toString("hex");
    const passphrase = randomBytes(48).toString("base64url");
    // One opened with the account's own password lasts only for clients that have shown that they keep cookies.
    const lasts = appPassword !== undefined || cookiesIn(incoming.headers).has("cookie_test");
    const opensDav = basicCredentials(incoming.headers) !== undefined;
    this.#sessions.set(id, { passphrase, user: lasts ? user : undefined, appPassword, opensDav });
    const sameSite = (mode: string) =>
      `nc_sameSiteCookie${mode}=true; path=/; httponly;expires=Fri, 31-Dec-2100 23:59:59 GMT; SameSite=${mode}`;
    this.#begun.set(incoming, [
      `oc_sessionPassphrase=${passphrase}; path=/; HttpOnly; SameSite=Lax`,
      sameSite("lax"),
      sameSite("strict"),
      `${INSTANCE_ID}=${id}; path=/; HttpOnly; SameSite=Lax`,
      "cookie_test=test; expires=Fri, 31 Dec 2100 23:59:59 GMT; Max-Age=3600",
    ]);
  }

  /** Forget all sessions, as the server does when it restarts. */
  clear(): void {
    this.#sessions.clear();
  }

  /** Add the cookies of the session a request has begun. */
  addCookies(incoming: Incoming, response: Response): Response {
    for (const cookie of this.#begun.get(incoming) ?? []) response.headers.append("set-cookie", cookie);
    return response;
  }
}

function cookiesIn(headers: Headers): Map<string, string> {
  const pairs = (headers.get("cookie") ?? "").split(/;\s*/).filter((pair) => pair.includes("="));
  return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
}
