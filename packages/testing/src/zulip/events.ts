import type { Clock } from "../clock.js";
import type { Fields, ZulipApi, ZulipCall } from "./api.js";
import { badRequest, ZulipError } from "./errors.js";
import { EventQueue, type EventQueues } from "./event-queues.js";
import { MAX_CONTENT_LENGTH, MAX_TOPIC_LENGTH, MAX_UPLOAD_MIB } from "./limits.js";
import { flagsOf, isInHistoryOf } from "./message-data.js";
import { FEATURE_LEVEL, ZULIP_VERSION } from "./server-settings.js";
import type { ZulipMessage, ZulipState, ZulipUser } from "./state.js";
import { MAX_STREAM_NAME_LENGTH, streamData } from "./streams.js";
import { userData } from "./users.js";

export interface EventsOptions {
  readonly clock: Clock;
  /** After how long an idle poll is answered with a heartbeat. */
  readonly heartbeatMs: number;
}

/** The real-time events API. */
export function addEventEndpoints(
  api: ZulipApi,
  state: ZulipState,
  queues: EventQueues,
  options: EventsOptions,
): void {
  api.on("POST", "/register", (call) => register(state, queues, options, call));

  api.on("GET", "/events", async ({ user, parameters, incoming }) => {
    const queue = findQueue(queues, user, parameters.text("queue_id"));
    const lastEventId = parameters.integer("last_event_id");
    const dontBlock = parameters.flag("dont_block", false);
    if (lastEventId < queue.prunedTo) {
      throw badRequest(`An event newer than ${lastEventId} has already been pruned!`);
    }
    if (!queue.has(lastEventId)) throw badRequest(`Event ${lastEventId} was not in this queue`);
    queue.acknowledge(lastEventId);
    if (queue.pending().length === 0 && !dontBlock) await queue.wait(options.heartbeatMs, incoming.signal);
    return { events: queue.pending(), queue_id: queue.id };
  });

  api.on("DELETE", "/events", ({ user, parameters }) => {
    queues.delete(findQueue(queues, user, parameters.text("queue_id")));
    return {};
  });
}

function findQueue(queues: EventQueues, user: ZulipCall["user"], id: string): EventQueue {
  const queue = queues.find(id, user);
  if (queue === undefined) {
    throw new ZulipError("BAD_EVENT_QUEUE_ID", `Bad event queue ID: ${id}`, { queue_id: id });
  }
  return queue;
}

function register(state: ZulipState, queues: EventQueues, { clock }: EventsOptions, call: ZulipCall): Fields {
  const { user, parameters } = call;
  const eventTypes = parameters.optionalList("event_types")?.map(String);
  const fetched = parameters.optionalList("fetch_event_types")?.map(String) ?? eventTypes;
  const applyMarkdown = parameters.flag("apply_markdown", false);
  const allPublicStreams = parameters.flag("all_public_streams", false);
  const clientGravatar = parameters.flag("client_gravatar", true);
  const isNarrowedTo = eventNarrow(state, user, parameters.optionalList("narrow") ?? []);
  checkCapabilities(parameters.optionalJson("client_capabilities"));
  parameters.accept(
    "include_subscribers",
    "presence_history_limit_days",
    "slim_presence",
    "queue_lifespan_secs",
  );
  const types = eventTypes && new Set(eventTypes);
  const queue = new EventQueue(user, clock, types, allPublicStreams, applyMarkdown, isNarrowedTo);
  queues.add(queue);
  const isFetched = (type: string) => fetched === undefined || fetched.includes(type);
  const streams = [...state.streams.values()];
  return {
    queue_id: queue.id,
    last_event_id: -1,
    zulip_feature_level: FEATURE_LEVEL,
    zulip_version: ZULIP_VERSION,
    zulip_merge_base: ZULIP_VERSION,
    ...(isFetched("message") && { max_message_id: newestMessageOf(state, user) }),
    ...(isFetched("realm") && {
      event_queue_longpoll_timeout_seconds: 90,
      server_typing_started_wait_period_milliseconds: 10_000,
      server_typing_stopped_wait_period_milliseconds: 5_000,
      server_typing_started_expiry_period_milliseconds: 15_000,
      max_message_length: MAX_CONTENT_LENGTH,
      max_topic_length: MAX_TOPIC_LENGTH,
      max_stream_name_length: MAX_STREAM_NAME_LENGTH,
      max_file_upload_size_mib: MAX_UPLOAD_MIB,
      realm_name: state.realmName,
    }),
    ...(isFetched("realm_user") && {
      user_id: user.user_id,
      email: user.email,
      delivery_email: user.delivery_email,
      full_name: user.full_name,
      is_admin: user.role <= 200,
      realm_users: [...state.users.values()].map((found) => userData(found, user, clientGravatar)),
    }),
    ...(isFetched("stream") && {
      streams: streams.filter(({ invite_only }) => !invite_only).map((stream) => streamData(state, stream)),
    }),
    ...(isFetched("subscription") && {
      subscriptions: streams
        .filter(({ subscribers }) => subscribers.has(user.user_id))
        .map((stream) => streamData(state, stream)),
    }),
  };
}

function newestMessageOf(state: ZulipState, user: ZulipUser): number {
  const own = [...state.messages.values()].filter((message) => isInHistoryOf(state, message, user));
  return Math.max(-1, ...own.map(({ id }) => id));
}

/** Once a client names capabilities, the first one there was has to be among them. */
function checkCapabilities(capabilities: unknown): void {
  if (capabilities === undefined) return;
  const isObject = typeof capabilities === "object" && capabilities !== null;
  if (!isObject || !("notification_settings_null" in capabilities)) {
    throw badRequest("notification_settings_null key is missing from client_capabilities");
  }
  if (Object.values(capabilities).some((value) => typeof value !== "boolean")) {
    throw badRequest("client_capabilities is not a dict of booleans");
  }
}

/** The filter of a queue: pairs of text, compared with what the message shows. */
function eventNarrow(
  state: ZulipState,
  user: ZulipUser,
  terms: readonly unknown[],
): (message: ZulipMessage) => boolean {
  const tests = terms.map((term) => {
    const [operator, operand] = Array.isArray(term) ? term : [];
    if (typeof operator !== "string" || typeof operand !== "string") throw badRequest("narrow is not valid");
    return eventTest(state, user, operator, operand.toLowerCase());
  });
  return (message) => tests.every((test) => test(message));
}

function eventTest(
  state: ZulipState,
  user: ZulipUser,
  operator: string,
  operand: string,
): (message: ZulipMessage) => boolean {
  switch (operator) {
    case "stream":
    case "channel":
      return ({ stream_id = 0 }) => state.streams.get(stream_id)?.name.toLowerCase() === operand;
    case "topic":
      return ({ topic }) => topic.toLowerCase() === operand;
    case "sender":
      return ({ sender_id }) => state.users.get(sender_id)?.email.toLowerCase() === operand;
    case "is":
      return isTest(user, operand);
    default:
      throw badRequest(`Operator ${operator} not supported.`);
  }
}

/** Words it does not know this filter lets pass, where a search would refuse them. */
function isTest(user: ZulipUser, operand: string): (message: ZulipMessage) => boolean {
  const has = (message: ZulipMessage, flag: string) => flagsOf(message, user).includes(flag);
  if (operand === "dm" || operand === "private") return ({ stream_id }) => stream_id === undefined;
  if (operand === "starred") return (message) => has(message, "starred");
  if (operand === "unread") return (message) => !has(message, "read");
  if (operand === "mentioned" || operand === "alerted") return (message) => has(message, "mentioned");
  if (operand === "resolved") return ({ topic }) => topic.startsWith("✔ ");
  return () => true;
}
