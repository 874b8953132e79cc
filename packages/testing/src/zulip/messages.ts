import { createHash } from "node:crypto";
import type { Clock } from "../clock.js";
import type { Fields, ZulipApi, ZulipCall } from "./api.js";
import { badRequest, requireAdministrator, ZulipError } from "./errors.js";
import type { EventQueue, EventQueues } from "./event-queues.js";
import { MAX_CONTENT_LENGTH, MAX_TOPIC_LENGTH, truncate } from "./limits.js";
import { canRead, flagsOf, isInHistoryOf, messageData } from "./message-data.js";
import { fetchMessages } from "./message-history.js";
import { type Destination, normalizeTopic, readDestination } from "./recipients.js";
import type { ZulipMessage, ZulipState, ZulipUser } from "./state.js";

/** For what was begun in time. */
const EDIT_GRACE_SECONDS = 20;

/** Messages. */
export function addMessageEndpoints(
  api: ZulipApi,
  state: ZulipState,
  queues: EventQueues,
  clock: Clock,
): void {
  const now = () => Math.floor(clock.now() / 1000);

  api.on("POST", "/messages", (call) => send(state, queues, now(), call));

  api.on("GET", "/messages", (call) => fetchMessages(state, call));

  api.on("GET", "/messages/{message_id}", (call) => {
    const { user, parameters } = call;
    const applyMarkdown = parameters.flag("apply_markdown", true);
    parameters.accept("allow_empty_topic_name");
    const message = findMessage(state, call);
    const data = messageData(state, message, { viewer: user, applyMarkdown, clientGravatar: false });
    return { message: { ...data, flags: flagsOf(message, user) }, raw_content: message.content };
  });

  api.on("PATCH", "/messages/{message_id}", (call) => {
    update(state, queues, now(), call);
    return { detached_uploads: [] };
  });

  api.on("DELETE", "/messages/{message_id}", (call) => {
    const message = findMessage(state, call);
    if (call.user.role > 200) throw requireAdministrator();
    state.messages.delete(message.id);
    const { stream_id, topic } = message;
    queues.publish({
      type: "delete_message",
      message_ids: [message.id],
      ...(stream_id === undefined
        ? { message_type: "private" }
        : { message_type: "stream", stream_id, topic }),
    });
    return {};
  });
}

/** The message a path names, if the account may read it. */
export function findMessage(state: ZulipState, { user, path }: ZulipCall): ZulipMessage {
  const message = state.messages.get(Number(path.message_id));
  if (message === undefined || !canRead(state, message, user)) throw badRequest("Invalid message(s)");
  return message;
}

function send(state: ZulipState, queues: EventQueues, timestamp: number, call: ZulipCall): Fields {
  const { user, parameters, incoming } = call;
  const destination = readDestination(state, call);
  const content = normalizeContent(parameters.text("content"));
  const queueId = parameters.optionalText("queue_id");
  const localId = parameters.optionalText("local_id");
  parameters.accept("read_by_sender");
  if (queueId !== undefined && localId === undefined) throw badRequest("Missing 'local_id' argument");
  const message: ZulipMessage = {
    id: state.nextId(),
    sender_id: user.user_id,
    content,
    stream_id: destination.stream?.stream_id,
    topic: destination.topic,
    recipients: destination.recipients,
    timestamp,
    last_edit_timestamp: undefined,
    client: /^[^/\s]+/.exec(incoming.headers.get("user-agent") ?? "")?.[0] ?? "Unspecified",
    reactions: [],
    readBy: new Set([user.user_id]),
    starredBy: new Set(),
    collapsedBy: new Set(),
    versions: [{ content, topic: destination.topic, user_id: user.user_id, timestamp }],
  };
  // Sending twice makes two messages, whatever the local id: it only comes back in the event.
  state.messages.set(message.id, message);
  queues.publish(
    (queue) => messageEvent(state, message, queue, queue.id === queueId ? localId : undefined),
    (queue) => isAddressed(state, message, destination, queue),
  );
  return { id: message.id, ...(destination.stream && { automatic_new_visibility_policy: 0 }) };
}

function messageEvent(
  state: ZulipState,
  message: ZulipMessage,
  queue: EventQueue,
  localId: string | undefined,
) {
  const view = { viewer: queue.user, applyMarkdown: queue.applyMarkdown, clientGravatar: true };
  return {
    type: "message",
    message: messageData(state, message, view),
    flags: flagsOf(message, queue.user),
    ...(localId !== undefined && { local_message_id: localId }),
  };
}

function isAddressed(
  state: ZulipState,
  message: ZulipMessage,
  { stream }: Destination,
  queue: EventQueue,
): boolean {
  const isTheirs = isInHistoryOf(state, message, queue.user);
  const isPublic = queue.allPublicStreams && stream?.invite_only === false;
  return (isTheirs || isPublic) && queue.isNarrowedTo(message);
}

function normalizeContent(content: string): string {
  if (content.includes("\0")) throw badRequest("Message must not contain null bytes");
  const trimmed = content.trimEnd().replace(/^\n+/, "");
  if (trimmed === "") throw badRequest("Message must not be empty");
  return truncate(trimmed, MAX_CONTENT_LENGTH, "\n[message truncated]");
}

function update(state: ZulipState, queues: EventQueues, now: number, call: ZulipCall): void {
  const { user, parameters } = call;
  const message = findMessage(state, call);
  const content = parameters.optionalText("content");
  const topic = parameters.optionalText("topic");
  const streamId = parameters.optionalInteger("stream_id");
  const mode = parameters.optionalText("propagate_mode") ?? "change_one";
  const previousHash = parameters.optionalText("prev_content_sha256");
  parameters.accept("send_notification_to_old_thread", "send_notification_to_new_thread");
  const isMove = topic !== undefined || streamId !== undefined;
  if (content === undefined && !isMove) throw badRequest("Nothing to change");
  if (!isMove && mode !== "change_one") throw badRequest("Invalid propagate_mode without topic edit");
  if (content !== undefined && streamId !== undefined) {
    throw badRequest("Cannot change message content while changing channel");
  }
  if (message.stream_id === undefined && isMove) {
    throw badRequest("Direct messages cannot be moved to channels.");
  }
  if (content !== undefined && message.sender_id !== user.user_id) {
    throw badRequest("You don't have permission to edit this message");
  }
  if (content !== undefined && now - message.timestamp > state.editLimitSeconds + EDIT_GRACE_SECONDS) {
    throw badRequest("The time limit for editing this message has passed");
  }
  if (previousHash !== undefined && previousHash !== sha256(message.content)) {
    throw new ZulipError(
      "EXPECTATION_MISMATCH",
      "'prev_content_sha256' value does not match the expected value.",
    );
  }
  if (streamId !== undefined && !state.streams.has(streamId)) throw badRequest("Invalid channel ID");
  const moved = isMove ? alsoMoved(state, message, mode) : [message];
  if (content !== undefined) {
    message.content = normalizeContent(content);
    message.last_edit_timestamp = now;
  }
  const { topic: originalTopic, stream_id } = message;
  for (const part of moved) {
    if (topic !== undefined) part.topic = truncate(normalizeTopic(topic), MAX_TOPIC_LENGTH, "...");
    part.stream_id = streamId ?? part.stream_id;
    const { content, topic: current } = part;
    part.versions.push({ content, topic: current, user_id: user.user_id, timestamp: now });
  }
  publishUpdate(queues, message, user, {
    message_ids: moved.map(({ id }) => id).sort((a, b) => a - b),
    edit_timestamp: now,
    ...(stream_id !== undefined && { stream_id }),
    ...(streamId !== undefined && { new_stream_id: streamId }),
    ...(topic !== undefined && { orig_subject: originalTopic, subject: message.topic, propagate_mode: mode }),
    ...(content !== undefined && { content: message.content }),
  });
}

function publishUpdate(
  queues: EventQueues,
  { id }: ZulipMessage,
  { user_id }: ZulipUser,
  fields: Fields,
): void {
  queues.publish({
    type: "update_message",
    user_id,
    rendering_only: false,
    message_id: id,
    flags: [],
    ...fields,
  });
}

/** The messages of the same topic that move along. */
function alsoMoved(state: ZulipState, message: ZulipMessage, mode: string): ZulipMessage[] {
  if (mode === "change_one") return [message];
  return [...state.messages.values()].filter(({ id, stream_id, topic }) => {
    return (
      stream_id === message.stream_id &&
      topic === message.topic &&
      (mode === "change_all" || id >= message.id)
    );
  });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
