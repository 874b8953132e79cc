import type { Clock } from "../clock.js";
import type { Fields, ZulipApi, ZulipCall } from "./api.js";
import { badRequest } from "./errors.js";
import type { EventQueues } from "./event-queues.js";
import type { ZulipState, ZulipStream, ZulipUser } from "./state.js";
import { CHANNEL_PERMISSIONS, canSee, checkStreamName, createStream, streamData } from "./streams.js";

/** Subscriptions; subscribing to a channel that is not there creates it. */
export function addSubscriptionEndpoints(
  api: ZulipApi,
  state: ZulipState,
  queues: EventQueues,
  clock: Clock,
): void {
  api.on("GET", "/users/me/subscriptions", ({ user, parameters }) => {
    const withSubscribers = parameters.optionalText("include_subscribers") === "true";
    const own = [...state.streams.values()].filter(({ subscribers }) => subscribers.has(user.user_id));
    return { subscriptions: own.map((stream) => subscriptionData(state, stream, withSubscribers)) };
  });

  api.on("POST", "/users/me/subscriptions", (call) => subscribe(state, queues, clock, call));

  api.on("DELETE", "/users/me/subscriptions", (call) => unsubscribe(state, queues, call));

  api.on("PATCH", "/users/me/subscriptions", ({ user, parameters }) => {
    const added = parameters.optionalList("add") ?? [];
    const deleted = (parameters.optionalList("delete") ?? []).map(String);
    if (added.length + deleted.length === 0)
      throw badRequest('Nothing to do. Specify at least one of "add" or "delete".');
    const names = added.map((value) => readWanted(value).name);
    const missing = deleted.filter((name) => state.findStream(name) === undefined);
    if (missing.length > 0) throw badRequest(`Channel(s) (${missing.join(", ")}) do not exist`);
    const fresh = names.filter((name) => !state.findStream(name)?.subscribers.has(user.user_id));
    for (const name of fresh) {
      const stream =
        state.findStream(name) ?? createStream(state, queues, clock, { name, creator_id: user.user_id });
      stream.subscribers.add(user.user_id);
      announce(state, queues, "add", user, [stream]);
    }
    const removed = deleted.filter((name) => state.findStream(name)?.subscribers.delete(user.user_id));
    const already = names.filter((name) => !fresh.includes(name));
    return {
      subscribed: fresh.length > 0 ? { [user.user_id]: fresh } : {},
      already_subscribed: already.length > 0 ? { [user.user_id]: already } : {},
      removed,
      not_removed: deleted.filter((name) => !removed.includes(name)),
    };
  });
}

interface Wanted {
  readonly name: string;
  readonly description: string | undefined;
}

function subscribe(
  state: ZulipState,
  queues: EventQueues,
  clock: Clock,
  { user, parameters }: ZulipCall,
): Fields {
  const wanted = parameters.list("subscriptions").map(readWanted);
  const people = principals(state, parameters.optionalList("principals")) ?? [user];
  const isFatal = parameters.flag("authorization_errors_fatal", true);
  const invite_only = parameters.flag("invite_only", false);
  const is_web_public = parameters.flag("is_web_public", false);
  const is_default = parameters.flag("is_default_stream", false);
  const history_public_to_subscribers = parameters.flag("history_public_to_subscribers", !invite_only);
  const retention = parameters.optionalJson("message_retention_days");
  const folder_id = parameters.optionalInteger("folder_id") ?? null;
  parameters.accept(
    "announce",
    "send_new_subscription_messages",
    "stream_post_policy",
    "topics_policy",
    ...CHANNEL_PERMISSIONS,
  );
  if (user.role === 600) throw badRequest("Not allowed for guest users");
  for (const { name } of wanted) checkStreamName(name);
  const unauthorized = wanted.filter(({ name }) => {
    const stream = state.findStream(name);
    return stream !== undefined && !mayJoin(stream, user);
  });
  if (unauthorized.length > 0 && isFatal) {
    throw badRequest(`Unable to access channel (${unauthorized.map(({ name }) => name).join(", ")}).`);
  }
  const streams = wanted
    .filter((entry) => !unauthorized.includes(entry))
    .map(({ name, description }) => {
      const settings = { invite_only, is_web_public, is_default, history_public_to_subscribers, folder_id };
      const message_retention_days = typeof retention === "number" ? retention : null;
      return (
        state.findStream(name) ??
        createStream(state, queues, clock, {
          name,
          creator_id: user.user_id,
          description: description ?? "",
          ...settings,
          message_retention_days,
        })
      );
    });
  const subscribed: Record<string, string[]> = {};
  const alreadySubscribed: Record<string, string[]> = {};
  for (const person of people) {
    const before = streams.filter(({ subscribers }) => subscribers.has(person.user_id));
    const added = streams.filter((stream) => !before.includes(stream));
    for (const { subscribers } of added) subscribers.add(person.user_id);
    // Under the ids of the users, as text: until feature level 289 it was under their addresses.
    if (added.length > 0) subscribed[person.user_id] = added.map(({ name }) => name);
    if (before.length > 0) alreadySubscribed[person.user_id] = before.map(({ name }) => name);
    announce(state, queues, "add", person, added);
  }
  return {
    subscribed,
    already_subscribed: alreadySubscribed,
    ...(!isFatal && { unauthorized: unauthorized.map(({ name }) => name) }),
  };
}

function unsubscribe(state: ZulipState, queues: EventQueues, { user, parameters }: ZulipCall): Fields {
  const names = parameters.list("subscriptions").map(String);
  const people = principals(state, parameters.optionalList("principals")) ?? [user];
  const missing = names.filter((name) => state.findStream(name) === undefined);
  if (missing.length > 0) throw badRequest(`Channel(s) (${missing.join(", ")}) do not exist`);
  const isForOthers = people.some(({ user_id }) => user_id !== user.user_id);
  const streams = names.flatMap((name) => state.findStream(name) ?? []);
  if (isForOthers && user.role > 200 && streams.some(({ creator_id }) => creator_id !== user.user_id)) {
    throw badRequest("Insufficient permission");
  }
  const removed = new Set<string>();
  const notRemoved = new Set<string>();
  for (const person of people) {
    const left = streams.filter(({ subscribers }) => subscribers.delete(person.user_id));
    for (const stream of streams) (left.includes(stream) ? removed : notRemoved).add(stream.name);
    announce(state, queues, "remove", person, left);
  }
  return { removed: [...removed], not_removed: [...notRemoved] };
}

function readWanted(value: unknown): Wanted {
  if (typeof value !== "object" || value === null || !("name" in value) || typeof value.name !== "string") {
    throw badRequest('subscriptions[0]["name"] field is missing');
  }
  const description =
    "description" in value && typeof value.description === "string" ? value.description : undefined;
  return { name: value.name.trim(), description };
}

/** Ids or addresses, not both. */
function principals(state: ZulipState, list: unknown[] | undefined): ZulipUser[] | undefined {
  if (list === undefined || list.length === 0) return undefined;
  const isIds = list.every((entry) => typeof entry === "number");
  const isEmails = list.every((entry) => typeof entry === "string");
  if (!isIds && !isEmails) throw badRequest("principals is not an allowed_type");
  return list.map((entry) => {
    const user = typeof entry === "number" ? state.users.get(entry) : state.findUserByEmail(String(entry));
    if (user === undefined) throw badRequest("No such user");
    if (!user.is_active) throw badRequest("User is deactivated");
    return user;
  });
}

function mayJoin(stream: ZulipStream, user: ZulipUser): boolean {
  if (stream.is_archived) return false;
  return stream.invite_only ? stream.subscribers.has(user.user_id) : canSee(stream, user);
}

function subscriptionData(state: ZulipState, stream: ZulipStream, withSubscribers: boolean) {
  return {
    ...streamData(state, stream),
    ...(withSubscribers && { subscribers: [...stream.subscribers] }),
    desktop_notifications: null,
    email_notifications: null,
    push_notifications: null,
    audible_notifications: null,
    wildcard_mentions_notify: null,
    pin_to_top: false,
    is_muted: false,
    in_home_view: true,
    color: "#76ce90",
  };
}

/** Tell the person about the subscriptions and everybody else about their peer. */
function announce(
  state: ZulipState,
  queues: EventQueues,
  op: "add" | "remove",
  person: ZulipUser,
  streams: readonly ZulipStream[],
): void {
  if (streams.length === 0) return;
  const isPerson = (user: ZulipUser) => user.user_id === person.user_id;
  const subscriptions = streams.map((stream) => {
    return op === "add"
      ? subscriptionData(state, stream, true)
      : { stream_id: stream.stream_id, name: stream.name };
  });
  queues.publish({ type: "subscription", op, subscriptions }, ({ user }) => isPerson(user));
  const peers = { stream_ids: streams.map(({ stream_id }) => stream_id), user_ids: [person.user_id] };
  queues.publish({ type: "subscription", op: `peer_${op}`, ...peers }, ({ user }) => !isPerson(user));
}
