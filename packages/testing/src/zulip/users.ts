import { hasAddress, type ZulipApi, type ZulipCall } from "./api.js";
import { badRequest } from "./errors.js";
import type { ZulipState, ZulipUser } from "./state.js";

/** Users. */
export function addUserEndpoints(api: ZulipApi, state: ZulipState): void {
  api.on("GET", "/users", (call) => {
    const show = reader(call);
    return { members: [...state.users.values()].map(show) };
  });

  api.on("GET", "/users/me", (call) => {
    return {
      ...userData(call.user, call.user, false),
      max_message_id: Math.max(0, ...state.messages.keys()),
    };
  });

  // One pattern for two endpoints: ids are numbers, and an e-mail address never is one.
  api.on("GET", "/users/{id_or_email}", (call) => {
    const show = reader(call);
    const key = call.path.id_or_email ?? "";
    const found = /^\d+$/.test(key) ? state.users.get(Number(key)) : findByAnyAddress(state, key, call.user);
    if (found === undefined) throw badRequest("No such user");
    return { user: show(found) };
  });
}

/** By the API's address, or by the real one if the viewer may see it. */
function findByAnyAddress(state: ZulipState, address: string, viewer: ZulipUser): ZulipUser | undefined {
  return (
    state.findUserByEmail(address) ??
    [...state.users.values()].find((user) => isEmailVisible(user, viewer) && hasAddress(user, address))
  );
}

function isEmailVisible(user: ZulipUser, viewer: ZulipUser): boolean {
  return user.isEmailVisible || viewer.role <= 200 || user.user_id === viewer.user_id;
}

function reader({ user, parameters }: ZulipCall): (found: ZulipUser) => object {
  const clientGravatar = parameters.flag("client_gravatar", true);
  parameters.accept("include_custom_profile_fields", "user_ids");
  return (found) => userData(found, user, clientGravatar);
}

/** A user as another one sees it: the real address may be hidden, and the picture left for the client to compute. */
export function userData(found: ZulipUser, viewer: ZulipUser, clientGravatar: boolean) {
  return {
    user_id: found.user_id,
    email: found.email,
    delivery_email: isEmailVisible(found, viewer) ? found.delivery_email : null,
    full_name: found.full_name,
    date_joined: found.date_joined,
    is_active: found.is_active,
    is_owner: found.role === 100,
    is_admin: found.role <= 200,
    is_guest: found.role === 600,
    is_bot: found.bot_type !== null,
    bot_type: found.bot_type,
    ...(found.bot_type !== null && { bot_owner_id: found.bot_owner_id }),
    role: found.role,
    timezone: found.timezone,
    avatar_url: clientGravatar && !found.hasOwnAvatar ? null : avatarUrl(found),
    avatar_version: found.avatarVersion,
  };
}

export function avatarUrl({ user_id, avatarVersion }: ZulipUser): string {
  return `/user_avatars/${user_id}.png?version=${avatarVersion}`;
}
