import type { Clock } from "../clock.js";
import type { ZulipApi, ZulipCall } from "./api.js";
import { badRequest } from "./errors.js";
import type { EventQueues } from "./event-queues.js";
import { Records } from "./records.js";
import { notGuests, onlyAdministrators, onlyBots, onlyHumans } from "./roles.js";
import type { ZulipState, ZulipUser } from "./state.js";

/** What an account keeps for itself: alert words, muted users, status, presence, settings, devices and views. */
export function addPersonalEndpoints(
  api: ZulipApi,
  state: ZulipState,
  queues: EventQueues,
  clock: Clock,
): void {
  addAlertWords(api, queues);
  addMutedUsers(api, state);
  addStatus(api, state, queues);
  addPresence(api, state, clock);
  addSettings(api);
  addDevices(api);
  addNavigationViews(api);
  addBotStorage(api);
}

function addAlertWords(api: ZulipApi, queues: EventQueues): void {
  const words = new Map<number, string[]>();
  const own = ({ user_id }: ZulipUser) => words.get(user_id) ?? [];
  const set = (user: ZulipUser, list: string[]) => {
    words.set(user.user_id, list);
    queues.publish({ type: "alert_words", alert_words: list }, (queue) => queue.user === user);
    return { alert_words: list };
  };

  api.on("GET", "/users/me/alert_words", ({ user }) => ({ alert_words: own(user) }));
  api.on("POST", "/users/me/alert_words", ({ user, parameters }) => {
    const added = parameters.list("alert_words").map((word) => String(word).trim());
    return set(user, [...new Set([...own(user), ...added])].filter(Boolean));
  });
  api.on("DELETE", "/users/me/alert_words", ({ user, parameters }) => {
    const removed = new Set(parameters.list("alert_words").map(String));
    return set(
      user,
      own(user).filter((word) => !removed.has(word)),
    );
  });
}

function addMutedUsers(api: ZulipApi, state: ZulipState): void {
  const muted = new Set<string>();
  const keyOf = (user: ZulipUser, id: string | undefined) => {
    if (Number(id) === user.user_id) throw badRequest("Cannot mute self");
    if (!state.users.has(Number(id))) throw badRequest("No such user");
    return `${user.user_id} ${id}`;
  };

  api.on("POST", "/users/me/muted_users/{id}", ({ user, path }) => {
    const key = keyOf(user, path.id);
    if (muted.has(key)) throw badRequest("User already muted");
    muted.add(key);
    return {};
  });
  api.on("DELETE", "/users/me/muted_users/{id}", ({ user, path }) => {
    if (!muted.delete(keyOf(user, path.id))) throw badRequest("User is not muted");
    return {};
  });
}

function addStatus(api: ZulipApi, state: ZulipState, queues: EventQueues): void {
  const statuses = new Map<number, object>();
  const read = (call: ZulipCall, user_id: number) => {
    const { parameters } = call;
    parameters.accept("away");
    const status_text = parameters.optionalText("status_text")?.trim();
    const emoji_name = parameters.optionalText("emoji_name");
    const emoji_code = parameters.optionalText("emoji_code");
    const reaction_type = parameters.optionalText("reaction_type");
    if ([status_text, emoji_name].every((value) => value === undefined) && !call.incoming.body.byteLength) {
      throw badRequest("Client did not pass any new values.");
    }
    if ((status_text ?? "").length > 60) throw badRequest("status_text is too long (limit: 60 characters)");
    const status = Object.fromEntries(
      Object.entries({ status_text, emoji_name, emoji_code, reaction_type }).filter(([, value]) => value),
    );
    statuses.set(user_id, status);
    queues.publish({ type: "user_status", user_id, status_text: status_text ?? "" });
    return {};
  };

  api.on("GET", "/users/{id}/status", ({ path }) => {
    if (!state.users.has(Number(path.id))) throw badRequest("No such user");
    return { status: statuses.get(Number(path.id)) ?? {} };
  });
  api.on("POST", "/users/me/status", (call) => {
    onlyHumans(call.user);
    return read(call, call.user.user_id);
  });
  api.on("POST", "/users/{id}/status", (call) => {
    onlyAdministrators(call.user);
    if (!state.users.has(Number(call.path.id))) throw badRequest("No such user");
    return read(call, Number(call.path.id));
  });
}

function addPresence(api: ZulipApi, state: ZulipState, clock: Clock): void {
  const seen = new Map<number, { status: string; timestamp: number }>();
  const byClient = (user_id: number) => {
    const presence = seen.get(user_id);
    return presence && { website: { client: "website", pushable: false, ...presence }, aggregated: presence };
  };

  api.on("POST", "/users/me/presence", ({ user, parameters }) => {
    onlyHumans(user);
    const status = parameters.text("status");
    const pingOnly = parameters.flag("ping_only", false);
    const lastUpdate = parameters.optionalInteger("last_update_id");
    parameters.accept("new_user_input", "slim_presence", "history_limit_days");
    if (status !== "active" && status !== "idle") throw badRequest(`Invalid status: ${status}`);
    seen.set(user.user_id, { status, timestamp: Math.floor(clock.now() / 1000) });
    if (pingOnly) return {};
    const presences = [...seen].map(([id, { timestamp }]) =>
      lastUpdate === undefined
        ? [state.users.get(id)?.email, byClient(id)]
        : [id, { active_timestamp: timestamp, idle_timestamp: timestamp }],
    );
    return {
      presence_last_update_id: seen.size,
      server_timestamp: clock.now() / 1000,
      presences: Object.fromEntries(presences),
    };
  });
  api.on("GET", "/users/{id_or_email}/presence", ({ path }) => {
    const key = path.id_or_email ?? "";
    const user = state.users.get(Number(key)) ?? state.findUserByEmail(key);
    if (user === undefined) throw badRequest("No such user");
    if (user.bot_type !== null) throw badRequest("Presence is not supported for bot users.");
    const presence = byClient(user.user_id);
    if (presence === undefined) throw badRequest(`No presence data for ${key}`);
    return { presence };
  });
  api.on("GET", "/realm/presence", () => ({
    server_timestamp: clock.now() / 1000,
    presences: Object.fromEntries([...seen.keys()].map((id) => [state.users.get(id)?.email, byClient(id)])),
  }));
}

function addSettings(api: ZulipApi): void {
  api.on("PATCH", "/settings", ({ user, parameters }) => {
    onlyHumans(user);
    const name = parameters.optionalText("full_name");
    const password = parameters.optionalText("new_password");
    const old = parameters.optionalText("old_password");
    if (name?.trim() === "") throw badRequest("Name too short!");
    if (password !== undefined && !old) throw badRequest("Wrong password!");
    if (name !== undefined) user.full_name = name;
    parameters.acceptAll();
    return {};
  });
  api.on("PATCH", "/users/me/profile_data", ({ user, parameters }) => {
    onlyHumans(user);
    parameters.list("data");
    return {};
  });
  api.on("DELETE", "/users/me/profile_data", ({ user, parameters }) => {
    onlyHumans(user);
    if (parameters.list("data").some((id) => typeof id !== "number"))
      throw badRequest("data[0] is not an integer");
    return {};
  });
}

function addDevices(api: ZulipApi): void {
  const tokens = new Set<string>();
  for (const kind of ["apns_device_token", "android_gcm_reg_id"]) {
    api.on("POST", `/users/me/${kind}`, ({ user, parameters }) => {
      onlyHumans(user);
      if (kind === "apns_device_token") parameters.text("appid");
      const token = parameters.text("token");
      if (token === "" || token.length > 5000) throw badRequest("Empty or invalid length token");
      tokens.add(token);
      return {};
    });
    api.on("DELETE", `/users/me/${kind}`, ({ user, parameters }) => {
      onlyHumans(user);
      if (!tokens.delete(parameters.text("token"))) throw badRequest("Token does not exist");
      return {};
    });
  }
  api.on("POST", "/mobile_push/test_notification", ({ user, parameters }) => {
    onlyHumans(user);
    const token = parameters.optionalText("token");
    if (token !== undefined && !tokens.has(token)) throw badRequest("Device not recognized");
    return {};
  });
  api.on("POST", "/mobile_push/register", ({ user, parameters }) => {
    onlyHumans(user);
    const kind = parameters.text("token_kind");
    if (kind !== "apns" && kind !== "fcm") throw badRequest("Invalid token_kind");
    parameters.integer("push_account_id");
    for (const name of ["push_public_key", "bouncer_public_key", "encrypted_push_registration"]) {
      parameters.text(name);
    }
    return {};
  });
  api.on("POST", "/mobile_push/e2ee/test_notification", ({ user, parameters }) => {
    onlyHumans(user);
    parameters.optionalInteger("push_account_id");
    return {};
  });
}

function addNavigationViews(api: ZulipApi): void {
  interface View {
    readonly fragment: string;
    readonly is_pinned: boolean;
    readonly name?: string | undefined;
  }
  const views = new Records<string, View>("Navigation view does not exist.", 404);

  api.on("GET", "/navigation_views", ({ user }) => {
    onlyHumans(user);
    return { navigation_views: views.all };
  });
  api.on("POST", "/navigation_views", ({ parameters }) => {
    const fragment = parameters.text("fragment");
    const is_pinned = parameters.flag("is_pinned", false);
    const name = parameters.optionalText("name");
    if (views.has(fragment)) throw badRequest("Navigation view already exists.");
    views.set(fragment, { fragment, is_pinned, name });
    return {};
  });
  api.on("PATCH", "/navigation_views/{fragment}", ({ path, parameters }) => {
    const name = parameters.optionalText("name");
    const pinned = parameters.optionalJson("is_pinned");
    views.change(path.fragment ?? "", {
      ...(name !== undefined && { name }),
      ...(typeof pinned === "boolean" && { is_pinned: pinned }),
    });
    return {};
  });
  api.on("DELETE", "/navigation_views/{fragment}", ({ path }) => {
    views.delete(path.fragment ?? "");
    return {};
  });
}

function addBotStorage(api: ZulipApi): void {
  const stores = new Map<number, Map<string, string>>();
  const own = (user: ZulipUser) => {
    onlyBots(user);
    const store = stores.get(user.user_id) ?? new Map<string, string>();
    stores.set(user.user_id, store);
    return store;
  };

  api.on("GET", "/bot_storage", ({ user, parameters }) => {
    const store = own(user);
    const keys = parameters.optionalList("keys")?.map(String) ?? [...store.keys()];
    if (keys.some((key) => !store.has(key))) throw badRequest("Key does not exist.");
    return { storage: Object.fromEntries(keys.map((key) => [key, store.get(key)])) };
  });
  api.on("PUT", "/bot_storage", ({ user, parameters }) => {
    notGuests(user);
    const entries = Object.entries(parameters.object("storage"));
    if (entries.some(([, value]) => typeof value !== "string")) {
      throw badRequest("storage contains a value that is not a string");
    }
    for (const [key, value] of entries) own(user).set(key, String(value));
    return {};
  });
  api.on("DELETE", "/bot_storage", ({ user, parameters }) => {
    const store = own(user);
    const keys = parameters.optionalList("keys")?.map(String) ?? [...store.keys()];
    if (keys.some((key) => !store.has(key))) throw badRequest("Key does not exist.");
    for (const key of keys) store.delete(key);
    return {};
  });
}
