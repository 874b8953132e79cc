import { sizeOf } from "../file-tree.js";
import type { NextcloudState, NextcloudUser } from "../state.js";

/** Profile texts: whose scope starts out as "federated", and whose as "local". */
const LOCAL_FIELDS = [
  "phone",
  "address",
  "website",
  "twitter",
  "bluesky",
  "fediverse",
  "organisation",
  "role",
  "headline",
  "biography",
] as const;

/** What the provisioning API tells about a user: an administrator sees the storage, users see their own scopes. */
export function userData(
  state: NextcloudState,
  user: NextcloudUser,
  viewer: NextcloudUser,
): Record<string, unknown> {
  const scoped = (name: string, value: unknown, scope: string) => {
    return user.id === viewer.id ? { [name]: value, [`${name}Scope`]: scope } : { [name]: value };
  };
  const text = (name: string, otherwise = ""): string => user.profile.get(name) ?? otherwise;
  return {
    enabled: user.enabled,
    ...(state.isAdmin(viewer) && { storageLocation: `/srv/nextcloud-data/${user.id}` }),
    id: user.id,
    firstLoginTimestamp: user.firstLogin,
    lastLoginTimestamp: user.lastLogin,
    lastLogin: user.lastLogin * 1000,
    backend: "Database",
    subadmin: [...state.groups.values()]
      .filter(({ subadmins }) => subadmins.has(user.id))
      .map(({ id }) => id),
    quota: quotaData(state, user),
    manager: user.manager,
    ...(user.id === viewer.id && { avatarScope: "v2-federated" }),
    ...scoped("email", user.email, "v2-federated"),
    ...scoped("additional_mail", user.additionalEmails, "v2-federated"),
    displayname: user.displayName,
    ...scoped("display-name", user.displayName, "v2-federated"),
    ...Object.assign({}, ...LOCAL_FIELDS.map((name) => scoped(name, text(name), "v2-local"))),
    ...scoped("profile_enabled", text("profile_enabled", "1"), "v2-local"),
    ...scoped("pronouns", text("pronouns"), "v2-federated"),
    groups: state.groupsOf(user.id).map(({ id }) => id),
    language: user.language,
    locale: text("locale"),
    timezone: text("timezone"),
    notify_email: text("notify_email") || null,
    backendCapabilities: { setDisplayName: true, setPassword: true },
  };
}

/** Unlimited is -3 everywhere, and so is what is free of a quota of 0. */
function quotaData(state: NextcloudState, { id, quota }: NextcloudUser) {
  const home = state.files.homes.get(id);
  const used = home ? sizeOf(home) : 0;
  if (quota === null) return { free: -3, used, total: -3, relative: 0, quota: -3 };
  if (quota === 0) return { free: -3, used, total: -3, relative: 0, quota: 0 };
  const relative = Math.round((used / quota) * 10_000) / 100;
  return { free: Math.max(0, quota - used), used, total: quota, relative, quota };
}
