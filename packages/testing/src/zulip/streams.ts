import type { Clock } from "../clock.js";
import type { ZulipApi, ZulipCall } from "./api.js";
import { badRequest, noSuchStream, requireAdministrator, ZulipError } from "./errors.js";
import type { EventQueues } from "./event-queues.js";
import { renderMarkdown } from "./markdown.js";
import type { Parameters } from "./parameters.js";
import type { ZulipState, ZulipStream, ZulipUser } from "./state.js";

export const MAX_STREAM_NAME_LENGTH = 60;

/** Who may do what in a channel: settings that are taken and not enforced. */
export const CHANNEL_PERMISSIONS = [
  "can_add_subscribers_group",
  "can_administer_channel_group",
  "can_create_topic_group",
  "can_delete_any_message_group",
  "can_delete_own_message_group",
  "can_move_messages_out_of_channel_group",
  "can_move_messages_within_channel_group",
  "can_remove_subscribers_group",
  "can_resolve_topics_group",
  "can_send_message_group",
  "can_subscribe_group",
];

/** Channels, which the API still calls streams. */
export function addStreamEndpoints(api: ZulipApi, state: ZulipState, queues: EventQueues): void {
  api.on("GET", "/streams", (call) => ({
    streams: list(state, call).map((stream) => streamData(state, stream)),
  }));

  api.on("GET", "/get_stream_id", ({ user, parameters }) => {
    const name = parameters.text("stream");
    const stream = state.findStream(name);
    // An administrator may know of a private channel and still gets nothing in it by its name.
    const isFound = stream !== undefined && !stream.is_archived && mayRead(stream, user);
    if (!isFound) throw badRequest(`Invalid channel name '${name}'`);
    return { stream_id: stream.stream_id };
  });

  api.on("GET", "/streams/{stream_id}", (call) => ({
    stream: streamData(state, findActiveStream(state, call)),
  }));

  api.on("GET", "/streams/{stream_id}/members", (call) => ({
    subscribers: [...findActiveStream(state, call).subscribers],
  }));

  api.on("PATCH", "/streams/{stream_id}", (call) => {
    const stream = findStream(state, call);
    requireAdministrationOf(stream, call.user);
    if (call.parameters.optionalJson("is_private") !== undefined && !mayRead(stream, call.user)) {
      throw badRequest("Channel content access is required.");
    }
    update(state, queues, stream, call);
    return {};
  });

  api.on("DELETE", "/streams/{stream_id}", (call) => {
    const stream = findStream(state, call);
    requireAdministrationOf(stream, call.user);
    if (stream.is_archived) throw badRequest("Channel is already deactivated");
    stream.is_archived = true;
    queues.publish({
      type: "stream",
      op: "delete",
      streams: [streamData(state, stream)],
      stream_ids: [stream.stream_id],
    });
    return {};
  });
}

/** Whether a user may know that a channel exists. */
export function canSee(stream: ZulipStream, user: ZulipUser): boolean {
  if (stream.subscribers.has(user.user_id)) return true;
  return stream.invite_only ? user.role <= 200 : user.role !== 600;
}

/** Whether a user may read what is written in a channel. */
function mayRead(stream: ZulipStream, user: ZulipUser): boolean {
  return stream.subscribers.has(user.user_id) || (!stream.invite_only && user.role !== 600);
}

/** Create a channel and tell those who can see it. */
export function createStream(
  state: ZulipState,
  queues: EventQueues,
  clock: Clock,
  settings: Pick<ZulipStream, "name" | "creator_id"> & Partial<ZulipStream>,
): ZulipStream {
  const stream = state.addStream({ ...settings, date_created: Math.floor(clock.now() / 1000) });
  queues.publish({ type: "stream", op: "create", streams: [streamData(state, stream)] }, ({ user }) =>
    canSee(stream, user),
  );
  return stream;
}

/** @throws ZulipError if a channel cannot have the name */
export function checkStreamName(name: string): void {
  if (name === "") throw badRequest("Channel name can't be empty.");
  if ([...name].length > MAX_STREAM_NAME_LENGTH) {
    throw badRequest(`Channel name too long (limit: ${MAX_STREAM_NAME_LENGTH} characters).`);
  }
  if (name.includes("\0")) throw badRequest("Invalid character in channel name, at position 1.");
}

/** A channel as the API shows it. */
export function streamData(state: ZulipState, stream: ZulipStream) {
  const { subscribers, permissions, ...fields } = stream;
  const first = [...state.messages.values()].find(({ stream_id }) => stream_id === stream.stream_id);
  return {
    ...fields,
    ...Object.fromEntries(permissions),
    rendered_description: stream.description === "" ? "" : renderMarkdown(stream.description),
    first_message_id: first?.id ?? null,
    is_announcement_only: false,
    stream_post_policy: 1,
    topics_policy: "inherit",
    is_recently_active: true,
    subscriber_count: subscribers.size,
    stream_weekly_traffic: null,
  };
}

function list(state: ZulipState, { user, parameters }: ZulipCall): ZulipStream[] {
  const isIncluded = {
    public: parameters.flag("include_public", true),
    subscribed: parameters.flag("include_subscribed", true),
    default: parameters.flag("include_default", false),
    all: parameters.flag("include_all", false) || parameters.flag("include_all_active", false),
  };
  const excludeArchived = parameters.flag("exclude_archived", true);
  parameters.accept("include_web_public", "include_owner_subscribed", "include_can_access_content");
  return [...state.streams.values()].filter((stream) => {
    if (stream.is_archived && excludeArchived) return false;
    return (
      (isIncluded.all && canSee(stream, user)) ||
      (isIncluded.public && !stream.invite_only && user.role !== 600) ||
      (isIncluded.subscribed && stream.subscribers.has(user.user_id)) ||
      (isIncluded.default && stream.is_default)
    );
  });
}

/** The channel a path names, if the account may see it. */
export function findStream(state: ZulipState, { user, path }: Pick<ZulipCall, "user" | "path">): ZulipStream {
  const stream = state.streams.get(Number(path.stream_id));
  if (stream === undefined || !canSee(stream, user)) throw badRequest("Invalid channel ID");
  return stream;
}

/** Archived channels can be listed and changed; to all else they are not there. */
function findActiveStream(state: ZulipState, call: Pick<ZulipCall, "user" | "path">): ZulipStream {
  const stream = findStream(state, call);
  if (stream.is_archived) throw badRequest("Invalid channel ID");
  return stream;
}

function requireAdministrationOf(stream: ZulipStream, user: ZulipUser): void {
  if (user.role > 200 && stream.creator_id !== user.user_id) throw requireAdministrator();
}

function update(
  state: ZulipState,
  queues: EventQueues,
  stream: ZulipStream,
  { parameters }: ZulipCall,
): void {
  const changes: Partial<ZulipStream> = {};
  const name = parameters.optionalText("new_name")?.trim();
  const description = parameters.optionalText("description");
  const isPrivate = parameters.optionalJson("is_private");
  const folder = parameters.optionalJson("folder_id");
  const isArchived = parameters.optionalJson("is_archived");
  const isDefault = parameters.optionalJson("is_default_stream");
  const isWebPublic = parameters.optionalJson("is_web_public");
  const retention = parameters.optionalJson("message_retention_days");
  const history = parameters.optionalJson("history_public_to_subscribers");
  parameters.accept("topics_policy");
  const permissions = readPermissionChanges(stream, parameters);
  if (name !== undefined) {
    checkStreamName(name);
    if (name === stream.name) throw badRequest("Channel already has that name.");
    const other = state.findStream(name);
    if (other !== undefined && other !== stream) throw badRequest("Channel name already in use.");
    changes.name = name;
  }
  if (description !== undefined) changes.description = description.trim();
  if (typeof isPrivate === "boolean") {
    changes.invite_only = isPrivate;
    changes.history_public_to_subscribers = !isPrivate;
  }
  if (typeof history === "boolean") changes.history_public_to_subscribers = history;
  if (folder === null || typeof folder === "number") changes.folder_id = folder;
  if (isArchived === false) {
    if (!stream.is_archived) throw badRequest("Channel is not currently deactivated");
    if (stream.invite_only && stream.subscribers.size === 0) {
      throw badRequest("Channel is private and have no subscribers");
    }
    changes.is_archived = false;
  }
  if (typeof isDefault === "boolean") changes.is_default = isDefault;
  if (typeof isWebPublic === "boolean") changes.is_web_public = isWebPublic;
  if (retention !== undefined) {
    if (typeof retention !== "number" && retention !== "unlimited" && retention !== "realm_default") {
      throw badRequest("Bad value for 'message_retention_days'");
    }
    changes.message_retention_days =
      typeof retention === "number" ? retention : retention === "unlimited" ? -1 : null;
  }
  Object.assign(stream, changes);
  for (const [name, value] of permissions) stream.permissions.set(name, value);
  for (const [property, value] of Object.entries(changes)) {
    const { stream_id, name } = stream;
    queues.publish({ type: "stream", op: "update", stream_id, name, property, value });
  }
}

/** Changes of who may do what; each may name the value it expects to replace. */
function readPermissionChanges(stream: ZulipStream, parameters: Parameters): [string, unknown][] {
  return CHANNEL_PERMISSIONS.flatMap((name) => {
    const change = parameters.optionalJson(name);
    if (change === undefined) return [];
    if (typeof change !== "object" || change === null || !("new" in change)) {
      throw badRequest(`${name} is not a dict with "new"`);
    }
    const isStale =
      "old" in change && JSON.stringify(change.old) !== JSON.stringify(stream.permissions.get(name) ?? null);
    if (isStale) {
      throw new ZulipError("EXPECTATION_MISMATCH", "'old' value does not match the expected value.");
    }
    return [[name, change.new]];
  });
}

/** A channel by id or name, as a message's `to` or a narrow's operand names it. */
export function streamByIdOrName(state: ZulipState, user: ZulipUser, key: string | number): ZulipStream {
  const stream = typeof key === "number" ? state.streams.get(key) : state.findStream(key);
  if (stream !== undefined && canSee(stream, user)) return stream;
  throw noSuchStream(typeof key === "number" ? { stream_id: key } : { stream: key });
}
