import type { Clock } from "../clock.js";
import { basicCredentials, bearerToken, type Incoming } from "../incoming.js";
import type { NextcloudState, NextcloudUser } from "./state.js";

/** So many failed logins are answered with 401; from then on the whole address is banned. */
const FAILED_LOGINS_ALLOWED = 11;

/** How a request presented itself. */
export type Login =
  /** With the app password it came with, if it was one. */
  | { readonly outcome: "user"; readonly user: NextcloudUser; readonly appPassword: string | undefined }
  | { readonly outcome: "anonymous" | "wrong" | "disabled" | "banned" };

/**
 * Check a request's session, or else its credentials, and keep count of the failures. A ban is for everybody, good
 * credentials too.
 */
export function logIn(state: NextcloudState, clock: Clock, incoming: Incoming): Login {
  const { sessions } = state;
  const known = sessions.find(incoming);
  if (known) return { outcome: "user", user: known.user, appPassword: known.appPassword };
  const login = checkCredentials(state, clock, incoming);
  if (login.outcome === "user") sessions.begin(incoming, login.user, login.appPassword);
  else sessions.begin(incoming);
  return login;
}

function checkCredentials(state: NextcloudState, clock: Clock, incoming: Incoming): Login {
  if (!incoming.headers.has("authorization")) return { outcome: "anonymous" };
  if (state.failedLogins >= FAILED_LOGINS_ALLOWED) return { outcome: "banned" };
  const user = findByCredentials(state, incoming.headers);
  if (user === undefined) {
    state.failedLogins += 1;
    return { outcome: "wrong" };
  }
  if (!user.enabled) return { outcome: "disabled" };
  user.lastLogin = Math.floor(clock.now() / 1000);
  if (user.firstLogin === 0) user.firstLogin = user.lastLogin;
  const secret = bearerToken(incoming.headers) ?? basicCredentials(incoming.headers)?.password ?? "";
  const appPassword = state.appPasswords.get(secret) === user.id ? secret : undefined;
  state.sessions.checks[appPassword === undefined ? "password" : "appPassword"] += 1;
  return { outcome: "user", user, appPassword };
}

function findByCredentials(state: NextcloudState, headers: Headers): NextcloudUser | undefined {
  const token = bearerToken(headers);
  if (token !== undefined) return state.users.get(state.appPasswords.get(token) ?? "");
  const credentials = basicCredentials(headers);
  if (credentials === undefined) return undefined;
  const { username, password } = credentials;
  // The e-mail address is as good a login name as the id.
  const user = state.findUser(username) ?? [...state.users.values()].find(({ email }) => email === username);
  if (user === undefined) return undefined;
  return user.password === password || state.appPasswords.get(password) === user.id ? user : undefined;
}
