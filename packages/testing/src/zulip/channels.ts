import type { Clock } from "../clock.js";
import type { ZulipApi, ZulipCall } from "./api.js";
import { badRequest } from "./errors.js";
import type { EventQueues } from "./event-queues.js";
import { renderMarkdown } from "./markdown.js";
import { canRead } from "./message-data.js";
import { Records } from "./records.js";
import { notGuests, onlyAdministrators } from "./roles.js";
import type { ZulipMessage, ZulipState, ZulipStream } from "./state.js";
import { CHANNEL_PERMISSIONS, checkStreamName, createStream, findStream } from "./streams.js";

/** What there is to channels beyond subscribing: creating, topics, folders, settings. */
export function addChannelEndpoints(
  api: ZulipApi,
  state: ZulipState,
  queues: EventQueues,
  clock: Clock,
): void {
  addChannels(api, state, queues, clock);
  addTopics(api, state, queues, clock);
  addFolders(api, state, clock);
  addSubscriptionSettings(api, state);
}

function streamOf(state: ZulipState, { user, parameters }: ZulipCall): ZulipStream {
  const stream_id = String(parameters.integer("stream_id"));
  return findStream(state, { user, path: { stream_id } });
}

function addChannels(api: ZulipApi, state: ZulipState, queues: EventQueues, clock: Clock): void {
  api.on("POST", "/channels/create", ({ user, parameters }) => {
    notGuests(user);
    const name = parameters.text("name").trim();
    checkStreamName(name);
    if (state.findStream(name)) throw badRequest(`Channel '${name}' already exists`);
    const subscribers = parameters.list("subscribers").map(Number);
    if (subscribers.some((id) => !state.users.has(id))) throw badRequest("No such user");
    const invite_only = parameters.flag("invite_only", false);
    const retention = parameters.optionalJson("message_retention_days");
    parameters.accept("announce", "send_new_subscription_messages", "topics_policy", ...CHANNEL_PERMISSIONS);
    const stream = createStream(state, queues, clock, {
      name,
      creator_id: user.user_id,
      description: parameters.optionalText("description") ?? "",
      invite_only,
      is_web_public: parameters.flag("is_web_public", false),
      is_default: parameters.flag("is_default_stream", false),
      history_public_to_subscribers: parameters.flag("history_public_to_subscribers", !invite_only),
      folder_id: parameters.optionalInteger("folder_id") ?? null,
      message_retention_days: typeof retention === "number" ? retention : null,
      subscribers: new Set(subscribers),
    });
    return { id: stream.stream_id };
  });

  api.on("GET", "/streams/{stream_id}/email_address", (call) => {
    const sender = call.parameters.optionalInteger("sender_id");
    if (sender !== undefined && sender !== call.user.user_id) throw badRequest("Invalid user ID");
    return { email: `${findStream(state, call).name}.0123456789abcdef@mail.zulip.example.com` };
  });

  for (const [method, isDefault] of [
    ["POST", true],
    ["DELETE", false],
  ] as const) {
    api.on(method, "/default_streams", (call) => {
      onlyAdministrators(call.user);
      const stream = streamOf(state, call);
      if (isDefault && stream.invite_only) throw badRequest("Private channels cannot be made default.");
      stream.is_default = isDefault;
      return {};
    });
  }
}

function addTopics(api: ZulipApi, state: ZulipState, queues: EventQueues, clock: Clock): void {
  const messagesIn = (stream: ZulipStream): ZulipMessage[] =>
    [...state.messages.values()].filter(({ stream_id }) => stream_id === stream.stream_id);
  const publish = ({ user }: ZulipCall, stream: ZulipStream, topic_name: string, policy: number): void => {
    const last_updated = Math.floor(clock.now() / 1000);
    const { stream_id } = stream;
    queues.publish(
      { type: "user_topic", stream_id, topic_name, last_updated, visibility_policy: policy },
      (queue) => queue.user === user,
    );
  };

  api.on("GET", "/users/me/{stream_id}/topics", (call) => {
    call.parameters.accept("allow_empty_topic_name");
    const newest = new Map<string, number>();
    for (const message of messagesIn(findStream(state, call))) {
      if (canRead(state, message, call.user)) newest.set(message.topic, message.id);
    }
    const topics = [...newest].map(([name, max_id]) => ({ name, max_id }));
    return { topics: topics.sort((a, b) => b.max_id - a.max_id) };
  });

  api.on("POST", "/streams/{stream_id}/delete_topic", (call) => {
    const stream = findStream(state, call);
    onlyAdministrators(call.user);
    const name = call.parameters.text("topic_name");
    const deleted = messagesIn(stream).filter(({ topic }) => topic === name);
    for (const { id } of deleted) state.messages.delete(id);
    const { stream_id } = stream;
    queues.publish({
      type: "delete_message",
      message_ids: deleted.map(({ id }) => id),
      message_type: "stream",
      stream_id,
      topic: name,
    });
    return { complete: true };
  });

  api.on("POST", "/user_topics", (call) => {
    const policy = call.parameters.integer("visibility_policy");
    if (![0, 1, 2, 3].includes(policy)) throw badRequest("Invalid visibility_policy");
    publish(call, streamOf(state, call), call.parameters.text("topic"), policy);
    return {};
  });

  api.on("PATCH", "/users/me/subscriptions/muted_topics", (call) => {
    const op = call.parameters.text("op");
    if (op !== "add" && op !== "remove") throw badRequest("Invalid value for 'op'");
    publish(call, streamOf(state, call), call.parameters.text("topic"), op === "add" ? 1 : 0);
    return {};
  });
}

function addFolders(api: ZulipApi, state: ZulipState, clock: Clock): void {
  interface Folder {
    readonly id: number;
    readonly name: string;
    readonly description: string;
    readonly rendered_description: string;
    readonly is_archived: boolean;
    readonly creator_id: number;
    readonly date_created: number;
    readonly order: number;
  }
  const folders = new Records<number, Folder>("Invalid channel folder ID");
  const checked = (name: string | undefined): string | undefined => {
    if (name === "") throw badRequest("Channel folder name can't be empty.");
    if (name !== undefined && folders.all.some((folder) => folder.name === name && !folder.is_archived)) {
      throw badRequest(`Channel folder name already in use: ${name}`);
    }
    return name;
  };

  api.on("GET", "/channel_folders", ({ parameters }) => {
    const archived = parameters.flag("include_archived", false);
    const shown = folders.all.filter((folder) => archived || !folder.is_archived);
    return { channel_folders: shown.sort((a, b) => a.order - b.order) };
  });
  api.on("POST", "/channel_folders/create", ({ user, parameters }) => {
    onlyAdministrators(user);
    const name = checked(parameters.text("name").trim()) ?? "";
    const description = parameters.optionalText("description") ?? "";
    const id = state.nextId();
    const date_created = Math.floor(clock.now() / 1000);
    const rendered_description = renderMarkdown(description);
    const fixed = { id, creator_id: user.user_id, date_created, order: id, is_archived: false };
    folders.set(id, { ...fixed, name, description, rendered_description });
    return { channel_folder_id: id };
  });
  api.on("PATCH", "/channel_folders/{id}", ({ user, path, parameters }) => {
    onlyAdministrators(user);
    const name = checked(parameters.optionalText("name")?.trim());
    const description = parameters.optionalText("description");
    const archived = parameters.optionalJson("is_archived");
    folders.change(Number(path.id), {
      ...(name !== undefined && { name }),
      ...(description !== undefined && { description }),
      ...(typeof archived === "boolean" && { is_archived: archived }),
    });
    return {};
  });
  api.on("PATCH", "/channel_folders", ({ user, parameters }) => {
    onlyAdministrators(user);
    const order = parameters.list("order").map(Number);
    if (order.length !== folders.all.length || order.some((id) => !folders.has(id))) {
      throw badRequest("Invalid order of channel folders.");
    }
    order.forEach((id, index) => {
      folders.change(id, { order: index });
    });
    return {};
  });
}

const PROPERTIES = new Set([
  "audible_notifications",
  "color",
  "desktop_notifications",
  "email_notifications",
  "in_home_view",
  "is_muted",
  "pin_to_top",
  "push_notifications",
  "wildcard_mentions_notify",
]);

function addSubscriptionSettings(api: ZulipApi, state: ZulipState): void {
  const check = (call: ZulipCall, stream_id: string, property: string, value: unknown): void => {
    const stream = findStream(state, { user: call.user, path: { stream_id } });
    if (!stream.subscribers.has(call.user.user_id)) {
      throw badRequest(`Not subscribed to channel id ${stream_id}`);
    }
    if (!PROPERTIES.has(property)) throw badRequest(`Unknown subscription property: ${property}`);
    if (typeof value !== (property === "color" ? "string" : "boolean")) {
      throw badRequest(`${property} is not a ${property === "color" ? "string" : "boolean"}`);
    }
    if (property === "color" && !/^#[\da-f]{3,6}$/i.test(String(value))) {
      throw badRequest("color is not a valid hex color code");
    }
  };

  api.on("POST", "/users/me/subscriptions/properties", (call) => {
    for (const entry of call.parameters.list("subscription_data")) {
      const setting: Record<string, unknown> =
        typeof entry === "object" && entry !== null ? { ...entry } : {};
      check(call, String(setting.stream_id), String(setting.property), setting.value);
    }
    return {};
  });
  api.on("PATCH", "/users/me/subscriptions/{stream_id}", (call) => {
    const { path, parameters } = call;
    const text = parameters.text("value");
    // A text stands as it is: in quotes, they are a part of it.
    const value = text === "true" || text === "false" ? text === "true" : text;
    check(call, path.stream_id ?? "", parameters.text("property"), value);
    return {};
  });
  api.on("GET", "/users/{user_id}/subscriptions/{stream_id}", (call) => {
    const user_id = Number(call.path.user_id);
    if (!state.users.has(user_id)) throw badRequest("No such user");
    return { is_subscribed: findStream(state, call).subscribers.has(user_id) };
  });
}
