import type { ZulipApi, ZulipCall } from "./api.js";
import { badRequest, ZulipError } from "./errors.js";
import type { EventQueues } from "./event-queues.js";
import { notGuests, onlyAdministrators } from "./roles.js";
import { type ZulipState, type ZulipUser, zulipApiKey } from "./state.js";

const ROLES = new Set([100, 200, 300, 400, 600]);

/** Accounts of people and bots: creating, changing, deactivating, and their keys. */
export function addAccountEndpoints(api: ZulipApi, state: ZulipState, queues: EventQueues): void {
  addUsers(api, state, queues);
  addBots(api, state);
  addKeys(api, state);
}

function addUsers(api: ZulipApi, state: ZulipState, queues: EventQueues): void {
  const find = (id: string | undefined): ZulipUser => {
    const user = state.users.get(Number(id));
    if (user === undefined) throw badRequest("No such user");
    return user;
  };
  const setActive = (user: ZulipUser, is_active: boolean): void => {
    user.is_active = is_active;
    const person = { user_id: user.user_id, is_active };
    queues.publish({ type: "realm_user", op: "update", person });
  };
  const checkNotLast = (user: ZulipUser): void => {
    const others = [...state.users.values()].filter((other) => other !== user && other.is_active);
    if (others.some(({ bot_type, role }) => bot_type === null && role <= 200)) return;
    const fields = { is_last_owner: false, entity: "organization owner" };
    throw new ZulipError("CANNOT_DEACTIVATE_LAST_USER", "You can't deactivate the only user.", fields);
  };

  api.on("POST", "/users", ({ user, parameters }) => {
    onlyAdministrators(user);
    const email = parameters.text("email");
    const full_name = parameters.text("full_name").trim();
    parameters.text("password");
    if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw badRequest(`Invalid email address: ${email}`);
    if (full_name.length < 2) throw badRequest("Name too short!");
    if (state.findUserByEmail(email)) throw badRequest(`Email '${email}' already in use`);
    const user_id = Math.max(...state.users.keys()) + 1;
    const created = state.addUser({ user_id, email, full_name, api_key: zulipApiKey(`user${user_id}`) });
    queues.publish({ type: "realm_user", op: "add", person: { user_id, email, full_name } });
    return { user_id: created.user_id };
  });

  const update = (user: ZulipUser, { parameters }: ZulipCall) => {
    const full_name = parameters.optionalText("full_name")?.trim();
    const role = parameters.optionalInteger("role");
    const email = parameters.optionalText("new_email");
    const profile = parameters.optionalList("profile_data");
    if (role !== undefined && !ROLES.has(role)) throw badRequest("Invalid role");
    if (full_name !== undefined && full_name.length < 2) throw badRequest("Name too short!");
    if (profile?.some((value) => typeof value !== "object" || value === null || !("id" in value))) {
      throw badRequest("profile_data[0] is not a dict with id");
    }
    if (full_name !== undefined) user.full_name = full_name;
    if (role === 100 || role === 200 || role === 300 || role === 400 || role === 600) user.role = role;
    if (email !== undefined) user.delivery_email = email;
    const { user_id } = user;
    const person = { user_id, ...(full_name && { full_name }), ...(role && { role }) };
    queues.publish({ type: "realm_user", op: "update", person });
    return {};
  };
  // One pattern for two endpoints: ids are numbers, and an e-mail address never is one.
  api.on("PATCH", "/users/{id_or_email}", (call) => {
    onlyAdministrators(call.user);
    const key = call.path.id_or_email ?? "";
    const found = /^\d+$/.test(key) ? find(key) : state.findUserByEmail(key);
    if (found === undefined) throw badRequest("No such user");
    return update(found, call);
  });

  api.on("DELETE", "/users/me", ({ user }) => {
    checkNotLast(user);
    setActive(user, false);
    return {};
  });
  api.on("DELETE", "/users/{id}", ({ user, path, parameters }) => {
    onlyAdministrators(user);
    const found = find(path.id);
    const comment = parameters.optionalText("deactivation_notification_comment");
    if (comment !== undefined && comment.length > 2000) throw badRequest("comment is too long");
    if (found.is_active) checkNotLast(found);
    setActive(found, false);
    return {};
  });
  api.on("POST", "/users/{id}/reactivate", ({ user, path }) => {
    onlyAdministrators(user);
    setActive(find(path.id), true);
    return {};
  });
}

const BOT_TYPES = new Set([1, 2, 3, 4]);

function addBots(api: ZulipApi, state: ZulipState): void {
  const ownBot = ({ user, path }: ZulipCall): ZulipUser => {
    const bot = state.users.get(Number(path.bot_id));
    if (bot === undefined || bot.bot_type === null) throw badRequest("No such bot");
    if (user.role > 200 && bot.bot_owner_id !== user.user_id) throw badRequest("Insufficient permission");
    return bot;
  };
  const botData = ({ user_id, email, full_name, api_key }: ZulipUser) => {
    return { user_id, username: email, full_name, api_key, avatar_url: null };
  };

  api.on("GET", "/bots", ({ user }) => ({
    bots: [...state.users.values()]
      .filter((bot) => bot.bot_type !== null && bot.is_active && bot.bot_owner_id === user.user_id)
      .map(botData),
  }));
  api.on("POST", "/bots", ({ user, parameters }) => {
    notGuests(user);
    const full_name = parameters.text("full_name");
    const short_name = parameters.text("short_name");
    const bot_type = parameters.optionalInteger("bot_type") ?? 1;
    const url = parameters.optionalJson("payload_url");
    parameters.accept("interface_type", "service_name", "config_data");
    if (!BOT_TYPES.has(bot_type)) throw badRequest("Invalid bot type");
    if (url !== undefined && typeof url !== "string") throw badRequest("payload_url is not a URL");
    const email = `${short_name}-bot@zulip.example.com`;
    if (state.findUserByEmail(email)) throw badRequest("Email is already in use.");
    const user_id = Math.max(...state.users.keys()) + 1;
    const api_key = zulipApiKey(`bot${user_id}`);
    state.addUser({ user_id, email, full_name, api_key, bot_type, bot_owner_id: user.user_id });
    return { user_id, api_key, avatar_url: null, default_all_public_streams: false };
  });
  api.on("PATCH", "/bots/{bot_id}", (call) => {
    const bot = ownBot(call);
    const name = call.parameters.optionalText("full_name");
    const owner = call.parameters.optionalInteger("bot_owner_id");
    const url = call.parameters.optionalJson("service_payload_url");
    call.parameters.accept("service_interface", "config_data");
    if (url !== undefined && typeof url !== "string") throw badRequest("service_payload_url is not a URL");
    if (name !== undefined) bot.full_name = name;
    if (owner !== undefined) bot.bot_owner_id = owner;
    return { bot: botData(bot) };
  });
  api.on("DELETE", "/bots/{bot_id}", (call) => {
    ownBot(call).is_active = false;
    return {};
  });
  api.on("POST", "/bots/{bot_id}/api_key/regenerate", (call) => ({ api_key: newKey(ownBot(call)) }));
}

function addKeys(api: ZulipApi, state: ZulipState): void {
  const keyOf = ({ api_key, email, user_id }: ZulipUser) => ({ api_key, email, user_id });
  const refused = () =>
    new ZulipError("AUTHENTICATION_FAILED", "Your username or password is incorrect", {}, 401);

  api.onPublic("POST", "/fetch_api_key", ({ parameters }) => {
    const user = state.findUserByEmail(parameters.text("username"));
    if (user === undefined || parameters.text("password") !== user.password) throw refused();
    if (!user.is_active) throw new ZulipError("USER_DEACTIVATED", "Account is deactivated", {}, 401);
    return keyOf(user);
  });
  api.onPublic("POST", "/jwt/fetch_api_key", ({ parameters }) => {
    const [, payload = ""] = parameters.text("token").split(".");
    parameters.accept("include_profile");
    const claims = Buffer.from(payload, "base64url").toString("utf8");
    const user = [...state.users.values()].find(({ email }) => claims.includes(`"${email}"`));
    if (user === undefined) throw refused();
    return keyOf(user);
  });
  api.onPublic("POST", "/dev_fetch_api_key", ({ parameters }) => {
    const user = state.findUserByEmail(parameters.text("username"));
    if (user === undefined) throw refused();
    return keyOf(user);
  });
  api.onPublic("GET", "/dev_list_users", () => {
    const people = [...state.users.values()].filter(({ bot_type }) => bot_type === null);
    const shown = people.map(({ email, role }) => ({ email, role, realm_url: "" }));
    return {
      direct_admins: shown.filter(({ role }) => role <= 200),
      direct_users: shown.filter(({ role }) => role > 200),
    };
  });
  api.on("POST", "/users/me/api_key/regenerate", ({ user }) => ({ api_key: newKey(user) }));
}

function newKey(user: ZulipUser): string {
  user.api_key = [...user.api_key].reverse().join("");
  return user.api_key;
}
