import { createHash } from "node:crypto";
import type { NextcloudGroup, NextcloudState, NextcloudUser } from "../state.js";
import type { OcsApi } from "./api.js";
import { OcsError } from "./envelope.js";
import { detailsOf, page, requireAdmin } from "./users.js";

/** Groups and their members, of the provisioning API. */
export function addGroupEndpoints(ocs: OcsApi, state: NextcloudState): void {
  ocs.on("GET", "/cloud/groups", ({ parameters }) => {
    return { groups: page(search(state, parameters.text("search")), parameters).map(({ id }) => id) };
  });

  ocs.on("GET", "/cloud/groups/details", ({ parameters }) => {
    return { groups: page(search(state, parameters.text("search")), parameters).map(groupData) };
  });

  ocs.on("POST", "/cloud/groups", ({ user, parameters }) => {
    requireGroupAdmin(state, user);
    const id = parameters.requiredText("groupid");
    if (id === "") throw new OcsError(101, "Invalid group name");
    if (state.groups.has(id)) throw new OcsError(102, "group exists");
    const stored = storedId(id);
    if (state.groups.has(stored)) throw new OcsError(101, "Not supported by backend");
    state.addGroup(stored, parameters.text("displayname") || id);
    return [];
  });

  ocs.on("DELETE", "/cloud/groups/{groupId}", ({ user, path }) => {
    requireGroupAdmin(state, user);
    const group = findGroup(state, path.groupId);
    if (group === undefined) throw new OcsError(101);
    if (group.id === "admin") throw new OcsError(102);
    state.groups.delete(group.id);
    return [];
  });

  ocs.on("PUT", "/cloud/groups/{groupId}", ({ user, path, parameters }) => {
    requireGroupAdmin(state, user);
    const group = findGroup(state, path.groupId);
    if (group === undefined) throw new OcsError(998);
    if (parameters.requiredText("key") !== "displayname") throw new OcsError(999);
    group.displayName = parameters.requiredText("value");
    return [];
  });

  ocs.on("GET", "/cloud/groups/{groupId}/subadmins", ({ user, path }) => {
    requireGroupAdmin(state, user);
    const group = findGroup(state, path.groupId);
    if (group === undefined) throw new OcsError(101, "Group does not exist");
    return [...group.subadmins];
  });

  ocs.on("GET", "/cloud/users/{userId}/groups/details", ({ user, path }) => {
    const found = visibleUser(state, path.userId, user);
    return { groups: state.groupsOf(found.id).map(groupData) };
  });

  ocs.on("GET", "/cloud/users/{userId}/subadmins", ({ user, path }) => {
    requireGroupAdmin(state, user);
    return subadminGroups(state, visibleUser(state, path.userId, user)).map(({ id }) => id);
  });

  ocs.on("GET", "/cloud/users/{userId}/subadmins/details", ({ user, path }) => {
    return { groups: subadminGroups(state, visibleUser(state, path.userId, user)).map(groupData) };
  });

  ocs.on("POST", "/cloud/users/{userId}/subadmins", ({ user, path, parameters }) => {
    requireGroupAdmin(state, user);
    const member = state.findUser(path.userId ?? "");
    if (member === undefined) throw new OcsError(101, "User does not exist");
    const group = findGroup(state, parameters.text("groupid"));
    if (group === undefined) throw new OcsError(102, "Group does not exist");
    if (group.id === "admin") throw new OcsError(103, "Cannot create sub-admins for admin group");
    group.subadmins.add(member.id);
    return [];
  });

  ocs.on("DELETE", "/cloud/users/{userId}/subadmins", ({ user, path, parameters }) => {
    requireGroupAdmin(state, user);
    const member = state.findUser(path.userId ?? "");
    const group = findGroup(state, parameters.text("groupid"));
    if (member === undefined || group === undefined) throw new OcsError(101, "User or group does not exist");
    if (!group.subadmins.delete(member.id)) throw new OcsError(102, "User is not a sub-admin of this group");
    return [];
  });

  // The path without "/users" is deprecated, and the same.
  for (const members of ["/cloud/groups/{groupId}", "/cloud/groups/{groupId}/users"]) {
    ocs.on("GET", members, ({ user, path }) => {
      return { users: [...membersOf(state, path.groupId, user)].map(({ id }) => id) };
    });
  }

  ocs.on("GET", "/cloud/groups/{groupId}/users/details", ({ user, path, parameters }) => {
    return { users: detailsOf(state, page(membersOf(state, path.groupId, user), parameters), user) };
  });

  ocs.on("GET", "/cloud/users/{userId}/groups", ({ user, path }) => {
    const found = visibleUser(state, path.userId, user);
    return { groups: state.groupsOf(found.id).map(({ id }) => id) };
  });

  ocs.on("POST", "/cloud/users/{userId}/groups", ({ user, path, parameters }) => {
    requireAdmin(state, user);
    const { group, member } = membership(state, path.userId, parameters.text("groupid"));
    group.members.add(member.id);
    return [];
  });

  ocs.on("DELETE", "/cloud/users/{userId}/groups", ({ user, path, parameters }) => {
    requireAdmin(state, user);
    const { group, member } = membership(state, path.userId, parameters.text("groupid"));
    if (group.id === "admin" && member.id === user.id) {
      throw new OcsError(105, "Cannot remove yourself from the admin group");
    }
    group.members.delete(member.id);
    return [];
  });
}

/** The server looks a group up by what it is given, and stores a long one under another id. */
function storedId(id: string): string {
  return [...id].length > 64 ? createHash("sha256").update(id).digest("hex") : id;
}

function subadminGroups(state: NextcloudState, { id }: NextcloudUser): NextcloudGroup[] {
  return [...state.groups.values()].filter(({ subadmins }) => subadmins.has(id));
}

function requireGroupAdmin(state: NextcloudState, user: NextcloudUser): void {
  if (state.isAdmin(user)) return;
  throw new OcsError(
    403,
    "Logged in account must be an admin, a sub admin or gotten special right to access this setting",
  );
}

function search(state: NextcloudState, text: string | undefined): NextcloudGroup[] {
  const term = (text ?? "").toLowerCase();
  return [...state.groups.values()]
    .filter(({ id, displayName }) => [id, displayName].some((name) => name.toLowerCase().includes(term)))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function groupData({ id, displayName, members }: NextcloudGroup) {
  return {
    id,
    displayname: displayName,
    usercount: members.size,
    disabled: 0,
    canAdd: true,
    canRemove: true,
  };
}

/** A slash in a group's id may be encoded once or twice. */
function findGroup(state: NextcloudState, id = ""): NextcloudGroup | undefined {
  return state.groups.get(id) ?? state.groups.get(id.replaceAll(/%2f/gi, "/"));
}

function membersOf(
  state: NextcloudState,
  groupId: string | undefined,
  viewer: NextcloudUser,
): NextcloudUser[] {
  const group = findGroup(state, groupId);
  if (group === undefined) throw new OcsError(404, "The requested group could not be found");
  if (!state.isAdmin(viewer)) throw new OcsError(403, "User does not have access to specified group");
  return [...group.members].flatMap((id) => state.users.get(id) ?? []);
}

function visibleUser(state: NextcloudState, id: string | undefined, viewer: NextcloudUser): NextcloudUser {
  const found = state.findUser(id ?? "");
  if (found === undefined || (found.id !== viewer.id && !state.isAdmin(viewer))) throw new OcsError(998);
  return found;
}

function membership(state: NextcloudState, userId: string | undefined, groupId: string | undefined) {
  if (groupId === undefined || groupId === "") throw new OcsError(101);
  const group = findGroup(state, groupId);
  if (group === undefined) throw new OcsError(102);
  const member = state.findUser(userId ?? "");
  if (member === undefined) throw new OcsError(103);
  return { group, member };
}
