import type { NextcloudState, NextcloudUser } from "../state.js";
import type { OcsApi, OcsCall } from "./api.js";
import { internalServerError, OcsError } from "./envelope.js";
import type { Parameters } from "./parameters.js";
import { passwordProblems } from "./password-policy.js";
import { parseQuota } from "./quota.js";
import { userData } from "./user-data.js";

/** Users of the provisioning API. */
export function addUserEndpoints(ocs: OcsApi, state: NextcloudState): void {
  ocs.on("GET", "/cloud/user", ({ user }) => userData(state, user, user));

  ocs.on("GET", "/cloud/users", ({ user, parameters }) => {
    requireAdmin(state, user);
    return { users: search(state, parameters).map(({ id }) => id) };
  });

  ocs.on("GET", "/cloud/users/details", ({ user, parameters }) => {
    requireAdmin(state, user);
    return { users: detailsOf(state, search(state, parameters), user) };
  });

  ocs.on("GET", "/cloud/users/disabled", ({ user, parameters }) => {
    requireAdmin(state, user);
    return {
      users: detailsOf(
        state,
        search(state, parameters).filter(({ enabled }) => !enabled),
        user,
      ),
    };
  });

  ocs.on("GET", "/cloud/users/recent", ({ user, parameters }) => {
    requireAdmin(state, user);
    const byLogin = search(state, parameters).sort((a, b) => b.lastLogin - a.lastLogin);
    return { users: detailsOf(state, byLogin, user) };
  });

  ocs.on("POST", "/cloud/users/search/by-phone", ({ parameters }) => {
    const asked = Object.entries(parameters.map("search"));
    const found = asked.flatMap(([key, numbers]) => {
      const match = [...state.users.values()].find(({ profile }) => {
        return numbers.split(",").includes(profile.get("phone") ?? "-");
      });
      return match ? [[key, `${match.id}@nextcloud.test`] as const] : [];
    });
    return Object.fromEntries(found);
  });

  ocs.on("GET", "/cloud/user/apps", () => ({ apps: ["activity", "dav", "files", "files_sharing"] }));

  for (const action of ["wipe", "welcome"]) {
    ocs.on("POST", `/cloud/users/{userId}/${action}`, ({ user, path }) => {
      requireAdmin(state, user);
      const found = state.findUser(path.userId ?? "");
      if (found === undefined) throw new OcsError(998);
      if (action === "welcome" && found.email === null)
        throw new OcsError(101, "Email address not available");
      return [];
    });
  }

  ocs.on("POST", "/cloud/users", (call) => {
    requireAdmin(state, call.user);
    return createUser(state, call.parameters);
  });

  ocs.on("GET", "/cloud/users/{userId}", ({ user, path }) => {
    const found = state.findUser(path.userId ?? "");
    if (found === undefined) throw new OcsError(404, "User does not exist");
    if (!state.isAdmin(user) && found.id !== user.id) throw new OcsError(998);
    return userData(state, found, user);
  });

  ocs.on("DELETE", "/cloud/users/{userId}", ({ user, path }) => {
    requireAdmin(state, user);
    const found = state.findUser(path.userId ?? "");
    if (found === undefined) throw new OcsError(998);
    if (found.id === user.id) throw new OcsError(101);
    forget(state, found);
    return [];
  });

  for (const [action, enabled] of [
    ["enable", true],
    ["disable", false],
  ] as const) {
    ocs.on("PUT", `/cloud/users/{userId}/${action}`, ({ user, path }) => {
      requireAdmin(state, user);
      const found = state.findUser(path.userId ?? "");
      if (found === undefined || found.id === user.id) throw new OcsError(101);
      found.enabled = enabled;
      return [];
    });
  }
}

/** @throws OcsError 403 if the user is no administrator (sub-administrators are not faked) */
export function requireAdmin(state: NextcloudState, user: NextcloudUser): void {
  if (!state.isAdmin(user)) throw new OcsError(403, "Logged in account must be at least a sub admin");
}

/** Users by id, with all their data. */
export function detailsOf(state: NextcloudState, users: NextcloudUser[], viewer: NextcloudUser) {
  return Object.fromEntries(users.map((user) => [user.id, userData(state, user, viewer)]));
}

function search(state: NextcloudState, parameters: Parameters): NextcloudUser[] {
  const term = (parameters.text("search") ?? "").toLowerCase();
  const found = [...state.users.values()]
    .filter(({ id, displayName, email }) =>
      [id, displayName, email ?? ""].some((text) => text.toLowerCase().includes(term)),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return page(found, parameters);
}

/** Part of a list. A limit of 0, or one that is no number, leaves nothing. */
export function page<T>(items: T[], parameters: OcsCall["parameters"]): T[] {
  const offset = parameters.integer("offset") ?? 0;
  const limit = parameters.integer("limit");
  return items.slice(offset, limit === undefined ? undefined : offset + limit);
}

function createUser(state: NextcloudState, parameters: Parameters): { id: string } {
  const id = parameters.requiredText("userid");
  const password = parameters.text("password") ?? "";
  const email = parameters.text("email") ?? "";
  const groups = parameters.texts("groups");
  const quota = parameters.text("quota") ?? "";
  if (state.findUser(id)) throw new OcsError(102, "User already exists");
  const subadmin = parameters.texts("subadmin");
  const missing = groups.find((group) => !state.groups.has(group));
  if (missing !== undefined) throw new OcsError(104, `Group ${missing} does not exist`);
  if (subadmin.some((group) => !state.groups.has(group))) {
    throw new OcsError(109, "Sub-admin group does not exist");
  }
  if (password === "" && email === "") {
    throw new OcsError(108, "An email address is required, to send a password link to the user.");
  }
  checkLoginName(id);
  const problems = password === "" ? "" : passwordProblems(password);
  if (problems !== "") throw new OcsError(107, problems);
  const user = state.addUser({
    id,
    password,
    displayName: parameters.text("displayName") || id,
    email: email || null,
    language: parameters.text("language") || "en",
    manager: parameters.text("manager") ?? "",
  });
  for (const group of groups) state.groups.get(group)?.members.add(id);
  for (const group of subadmin) state.groups.get(group)?.subadmins.add(id);
  // Not atomic: whoever asks for an impossible quota is told 101, and has the user all the same.
  if (quota !== "") user.quota = parseQuota(quota);
  return { id };
}

function checkLoginName(id: string): void {
  if (id === "") throw internalServerError();
  if (!/^[a-zA-Z0-9 _.@\-']+$/.test(id)) {
    const allowed = '"a-z", "A-Z", "0-9", spaces and "_.@-\'"';
    throw new OcsError(101, `Only the following characters are allowed in an Login: ${allowed}`);
  }
  if (id.trim() !== id) throw new OcsError(101, "Login contains whitespace at the beginning or at the end");
}

function forget(state: NextcloudState, { id }: NextcloudUser): void {
  state.users.delete(id);
  state.files.homes.delete(id);
  for (const group of state.groups.values()) group.members.delete(id);
  for (const share of [...state.shares.values()]) {
    if (share.owner === id || (share.type === 0 && share.shareWith === id)) state.shares.delete(share.id);
  }
  for (const [password, uid] of [...state.appPasswords]) if (uid === id) state.appPasswords.delete(password);
}
