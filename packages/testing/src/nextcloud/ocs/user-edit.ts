import type { NextcloudState, NextcloudUser } from "../state.js";
import type { OcsApi } from "./api.js";
import { OcsError } from "./envelope.js";
import { passwordProblems } from "./password-policy.js";
import { parseQuota } from "./quota.js";

/** Texts of the profile that take any value. */
const PROFILE = [
  "address",
  "twitter",
  "bluesky",
  "fediverse",
  "organisation",
  "role",
  "headline",
  "biography",
  "pronouns",
  "profile_enabled",
  "notify_email",
  "timezone",
  "locale",
] as const;

const ADMIN_ONLY = ["quota", "manager"];

/** Changes of users: one field for each call. */
export function addUserEditEndpoints(ocs: OcsApi, state: NextcloudState): void {
  ocs.on("PUT", "/cloud/users/{userId}", ({ user, path, parameters }) => {
    const edited = editable(state, user, path.userId);
    edit(state, edited, user, parameters.requiredText("key"), parameters.requiredText("value"));
    return [];
  });

  ocs.on("PUT", "/cloud/users/{userId}/{collection}", ({ user, path, parameters }) => {
    const edited = editable(state, user, path.userId);
    if (path.collection !== "additional_mail") throw new OcsError(103);
    const key = parameters.requiredText("key");
    if (parameters.requiredText("value") !== "") throw new OcsError(102);
    edited.additionalEmails = edited.additionalEmails.filter((email) => email !== key);
    return [];
  });

  for (const fields of ["/cloud/user/fields", "/cloud/user/fields/{userId}"]) {
    ocs.on("GET", fields, ({ user, path }) => {
      if (path.userId !== undefined) editable(state, user, path.userId);
      return ["displayname", "email", "additional_mail", "phone", "website", ...PROFILE];
    });
  }
}

function editable(state: NextcloudState, viewer: NextcloudUser, id: string | undefined): NextcloudUser {
  const found = state.findUser(id ?? "");
  if (found === undefined || (found.id !== viewer.id && !state.isAdmin(viewer))) throw new OcsError(998);
  return found;
}

function edit(
  state: NextcloudState,
  user: NextcloudUser,
  viewer: NextcloudUser,
  key: string,
  value: string,
): void {
  if (ADMIN_ONLY.includes(key) && !state.isAdmin(viewer)) throw new OcsError(113);
  switch (key) {
    case "displayname":
    case "display":
      user.displayName = value;
      return;
    case "email":
      if (value !== "" && !value.includes("@")) throw new OcsError(101);
      user.email = value || null;
      return;
    case "additional_mail":
      if (!value.includes("@") || user.additionalEmails.includes(value)) throw new OcsError(101);
      user.additionalEmails.push(value);
      return;
    case "password": {
      const problems = passwordProblems(value);
      if (problems !== "") throw new OcsError(107, problems);
      user.password = value;
      return;
    }
    case "quota":
      user.quota = parseQuota(value);
      return;
    case "manager":
      user.manager = value;
      return;
    case "language":
      if (!/^[a-z]{2}(_[A-Z]{2})?$/.test(value)) throw new OcsError(101, "Invalid language");
      user.language = value;
      return;
    case "phone":
      if (value !== "" && !/^\+\d{6,15}$/.test(value)) throw new OcsError(101);
      user.profile.set(key, value);
      return;
    case "website":
      if (value !== "" && !/^https?:\/\//.test(value)) throw new OcsError(101);
      user.profile.set(key, value);
      return;
    default:
      if (!PROFILE.some((name) => name === key)) throw new OcsError(113);
      user.profile.set(key, value);
  }
}
