import type { NextcloudState, NextcloudUser } from "../state.js";
import type { OcsApi, OcsCall } from "./api.js";
import { OcsError } from "./envelope.js";

const FIELDS = ["address", "biography", "headline", "organisation", "pronouns", "role"] as const;

/** What users show of themselves. */
export function addProfileEndpoints(ocs: OcsApi, state: NextcloudState, baseUrl: () => string): void {
  const hidden = new Map<string, Set<string>>();
  const find = (id: string | undefined): NextcloudUser => {
    const found = state.users.get(id ?? "");
    if (found === undefined) throw new OcsError(404);
    return found;
  };
  const action = ({ id }: NextcloudUser) => ({
    id: "profile",
    icon: "",
    title: "View profile",
    target: `${baseUrl()}/u/${id}`,
  });

  ocs.on("GET", "/profile/{userId}", ({ path }) => {
    const user = find(path.userId);
    if (user.profile.get("profile_enabled") === "0") throw new OcsError(404);
    const shown = FIELDS.filter((name) => !hidden.get(user.id)?.has(name));
    const fields = Object.fromEntries(shown.map((name) => [name, user.profile.get(name) ?? null]));
    return {
      userId: user.id,
      displayname: user.displayName,
      ...fields,
      isUserAvatarVisible: true,
      actions: [action(user)],
      timezone: "UTC",
      timezoneOffset: 0,
    };
  });

  ocs.on("PUT", "/profile/{userId}", ({ user, path, parameters }: OcsCall) => {
    const { id } = find(path.userId);
    if (id !== user.id) throw new OcsError(403, "People can only edit their own visibility settings");
    const [field, visibility] = [parameters.requiredText("paramId"), parameters.requiredText("visibility")];
    if (!FIELDS.some((name) => name === field)) {
      throw new OcsError(400, `Account does not have a profile parameter with ID: ${field}`);
    }
    const fields = hidden.get(id) ?? new Set();
    if (visibility === "hide") fields.add(field);
    else fields.delete(field);
    hidden.set(id, fields);
    return [];
  });

  ocs.on("GET", "/hovercard/v1/{userId}", ({ path }) => {
    const user = find(path.userId);
    const { title, icon, target } = action(user);
    const actions = [{ title, icon, hyperlink: target, appId: "profile" }];
    return { userId: user.id, displayName: user.displayName, actions };
  });
}
