import type { Fields, ZulipApi, ZulipCall } from "./api.js";
import { badRequest } from "./errors.js";
import type { EventQueues } from "./event-queues.js";
import { canRead } from "./message-data.js";
import { readRange, selectMessages } from "./message-history.js";
import type { ZulipMessage, ZulipState } from "./state.js";

/** The flags accounts set on messages. */
export function addMessageFlagEndpoints(api: ZulipApi, state: ZulipState, queues: EventQueues): void {
  api.on("POST", "/messages/flags", (call) => {
    const { user, parameters } = call;
    const change = readChange(call);
    const ids = parameters.list("messages");
    const messages = ids.map((id) => {
      const message = state.messages.get(Number(id));
      if (message === undefined || !canRead(state, message, user)) throw badRequest("Invalid message(s)");
      return message;
    });
    apply(queues, call, change, messages);
    return { messages: ids, ignored_because_not_subscribed_channels: [] };
  });

  api.on("POST", "/messages/flags/narrow", (call) => {
    const { user, parameters } = call;
    const change = readChange(call);
    const range = readRange(parameters);
    const { messages, ...found } = selectMessages(state, user, parameters.list("narrow"), range);
    const updated = apply(queues, call, change, messages);
    return {
      processed_count: messages.length,
      updated_count: updated,
      first_processed_id: messages[0]?.id ?? null,
      last_processed_id: messages.at(-1)?.id ?? null,
      found_oldest: found.found_oldest,
      found_newest: found.found_newest,
      ignored_because_not_subscribed_channels: [],
    };
  });

  const markAsRead = (call: ZulipCall, isMeant: (message: ZulipMessage) => boolean): void => {
    const messages = [...state.messages.values()].filter(
      (message) => canRead(state, message, call.user) && isMeant(message),
    );
    apply(queues, call, { flag: "read", isAdded: true }, messages);
  };

  api.on("POST", "/mark_all_as_read", (call): Fields => {
    markAsRead(call, () => true);
    return { complete: true };
  });

  api.on("POST", "/mark_stream_as_read", (call): Fields => {
    const stream = findStream(state, call.parameters.integer("stream_id"));
    markAsRead(call, ({ stream_id }) => stream_id === stream);
    return {};
  });

  api.on("POST", "/mark_topic_as_read", (call): Fields => {
    const stream = findStream(state, call.parameters.integer("stream_id"));
    const topic = call.parameters.text("topic_name");
    const isMeant = (message: ZulipMessage) => message.stream_id === stream && message.topic === topic;
    if (![...state.messages.values()].some(isMeant)) throw badRequest(`No such topic '${topic}'`);
    markAsRead(call, isMeant);
    return {};
  });
}

interface FlagChange {
  readonly flag: string;
  readonly isAdded: boolean;
}

function readChange({ parameters }: ZulipCall): FlagChange {
  const flag = parameters.text("flag");
  const op = parameters.text("op");
  if (op !== "add" && op !== "remove") throw badRequest("Invalid value for 'op'");
  if (!EDITABLE.has(flag)) throw badRequest(`Flag not editable: '${flag}'`);
  return { flag, isAdded: op === "add" };
}

/** Change the flag of messages and tell the account's queues; how many had it otherwise before. */
function apply(
  queues: EventQueues,
  { user }: ZulipCall,
  { flag, isAdded }: FlagChange,
  messages: readonly ZulipMessage[],
): number {
  const changed = messages.filter((message) => {
    const users = usersWith(flag, message);
    const had = users.has(user.user_id);
    if (isAdded) users.add(user.user_id);
    else users.delete(user.user_id);
    return had !== isAdded;
  });
  const op = isAdded ? "add" : "remove";
  queues.publish(
    {
      type: "update_message_flags",
      op,
      operation: op,
      flag,
      messages: messages.map(({ id }) => id),
      all: false,
    },
    (queue) => queue.user.user_id === user.user_id,
  );
  return changed.length;
}

const EDITABLE = new Set(["read", "starred", "collapsed"]);

/** The users who set a flag. */
function usersWith(flag: string, message: ZulipMessage): Set<number> {
  if (flag === "read") return message.readBy;
  return flag === "starred" ? message.starredBy : message.collapsedBy;
}

function findStream(state: ZulipState, id: number): number {
  if (!state.streams.has(id)) throw badRequest("Invalid channel ID");
  return id;
}
