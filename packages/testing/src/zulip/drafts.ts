import type { Clock } from "../clock.js";
import type { Fields, ZulipApi, ZulipCall } from "./api.js";
import { badRequest } from "./errors.js";
import type { EventQueues } from "./event-queues.js";
import { MAX_CONTENT_LENGTH } from "./limits.js";
import { renderMarkdown } from "./markdown.js";
import { findMessage } from "./messages.js";
import type { Parameters } from "./parameters.js";
import { Records } from "./records.js";
import type { ZulipState } from "./state.js";

/** What the account has written and not sent: drafts, scheduled messages, reminders and snippets. */
export function addDraftEndpoints(api: ZulipApi, state: ZulipState, queues: EventQueues, clock: Clock): void {
  const now = () => Math.floor(clock.now() / 1000);
  addDrafts(api, state, queues, now);
  addScheduledMessages(api, state, queues, now);
  addReminders(api, state, queues, now);
  addSavedSnippets(api, state, queues, now);
}

interface Owned {
  readonly owner: number;
}

function own<T extends Owned>({ user }: ZulipCall, records: Records<number, T>): Fields[] {
  return records.all
    .filter(({ owner }) => owner === user.user_id)
    .map((record) => {
      const { owner: _, ...shown } = record;
      return shown;
    });
}

/** @throws ZulipError for what is somebody else's, as if it were not there */
function idOf<T extends Owned>({ user, path }: ZulipCall, records: Records<number, T>): number {
  const id = Number(path.id);
  const isOwn = records.get(id).owner === user.user_id;
  return isOwn ? id : records.refuse();
}

interface Draft extends Owned {
  readonly id: number;
  readonly type: string;
  readonly to: readonly unknown[];
  readonly topic: string;
  readonly content: string;
  readonly timestamp: number;
}

function addDrafts(api: ZulipApi, state: ZulipState, queues: EventQueues, now: () => number): void {
  const drafts = new Records<number, Draft>("Draft does not exist", 404);

  const read = (value: unknown): Omit<Draft, "id" | "owner"> => {
    const draft: Fields = typeof value === "object" && value !== null ? { ...value } : {};
    const { type, to, topic, content, timestamp = now() } = draft;
    if (type !== "" && type !== "stream" && type !== "private") throw badRequest("Invalid draft type");
    if (!Array.isArray(to)) throw badRequest('drafts[0]["to"] is not a list');
    if (type === "stream" && to.length !== 1) throw badRequest("Must specify exactly 1 channel ID");
    if (typeof topic !== "string" || typeof content !== "string") throw badRequest("Invalid draft");
    if (content.includes("\0")) throw badRequest("Message must not contain null bytes");
    return { type, to, topic, content, timestamp: Number(timestamp) };
  };

  api.on("GET", "/drafts", (call) => {
    const found = own(call, drafts);
    return { count: found.length, drafts: found };
  });
  api.on("POST", "/drafts", ({ user, parameters }) => {
    const added = parameters.list("drafts").map((value) => {
      const draft = { id: state.nextId(), owner: user.user_id, ...read(value) };
      drafts.set(draft.id, draft);
      return draft;
    });
    queues.publish({ type: "drafts", op: "add", drafts: added }, (queue) => queue.user === user);
    return { ids: added.map(({ id }) => id) };
  });
  api.on("PATCH", "/drafts/{id}", (call) => {
    drafts.change(idOf(call, drafts), read(call.parameters.optionalJson("draft")));
    return {};
  });
  api.on("DELETE", "/drafts/{id}", (call) => {
    drafts.delete(idOf(call, drafts));
    return {};
  });
}

interface Scheduled extends Owned {
  readonly scheduled_message_id: number;
  readonly type: string;
  readonly to: unknown;
  readonly topic?: string | undefined;
  readonly content: string;
  readonly rendered_content: string;
  readonly scheduled_delivery_timestamp: number;
  readonly failed: boolean;
}

function deliveryTime(parameters: Parameters, now: number): number | undefined {
  const time = parameters.optionalInteger("scheduled_delivery_timestamp");
  if (time !== undefined && time <= now) throw badRequest("Scheduled delivery time must be in the future.");
  return time;
}

function addScheduledMessages(
  api: ZulipApi,
  state: ZulipState,
  queues: EventQueues,
  now: () => number,
): void {
  const scheduled = new Records<number, Scheduled>("Scheduled message does not exist", 404);

  const destination = (type: string, to: unknown, topic: string | undefined) => {
    if (type === "stream" || type === "channel") {
      if (typeof to !== "number" || !state.streams.has(to)) throw badRequest("Invalid channel ID");
      if (topic === undefined) throw badRequest("Missing 'topic' argument");
      return { type: "stream", to, topic };
    }
    if (type !== "direct" && type !== "private") throw badRequest("Invalid type");
    const people = Array.isArray(to) ? to : [];
    if (people.length === 0) throw badRequest("Message must have recipients");
    if (people.some((id) => !state.users.has(id))) throw badRequest("Invalid user ID");
    return { type: "private", to: people };
  };
  const text = (content: string) => {
    if (content.trim() === "") throw badRequest("Message must not be empty");
    return { content: content.slice(0, MAX_CONTENT_LENGTH), rendered_content: renderMarkdown(content) };
  };

  api.on("GET", "/scheduled_messages", (call) => ({ scheduled_messages: own(call, scheduled) }));
  api.on("POST", "/scheduled_messages", ({ user, parameters }) => {
    parameters.accept("read_by_sender");
    const type = parameters.text("type");
    const to = parameters.optionalJson("to");
    const topic = parameters.optionalText("topic");
    parameters.integer("scheduled_delivery_timestamp");
    const message = {
      scheduled_message_id: state.nextId(),
      owner: user.user_id,
      ...destination(type, to, topic),
      ...text(parameters.text("content")),
      scheduled_delivery_timestamp: deliveryTime(parameters, now()) ?? 0,
      failed: false,
    };
    scheduled.set(message.scheduled_message_id, message);
    queues.publish(
      { type: "scheduled_messages", op: "add", scheduled_messages: [message] },
      (queue) => queue.user === user,
    );
    return { scheduled_message_id: message.scheduled_message_id };
  });
  api.on("PATCH", "/scheduled_messages/{id}", (call) => {
    const { parameters } = call;
    const id = idOf(call, scheduled);
    const old = scheduled.get(id);
    const type = parameters.optionalText("type");
    const to = parameters.optionalJson("to");
    const topic = parameters.optionalText("topic") ?? old.topic;
    const content = parameters.optionalText("content");
    const time = deliveryTime(parameters, now());
    if ([type, to, content, time].every((value) => value === undefined) && topic === old.topic) {
      throw badRequest("Nothing to change");
    }
    scheduled.change(id, {
      ...destination(type ?? old.type, to ?? old.to, topic),
      ...(content !== undefined && text(content)),
      ...(time !== undefined && { scheduled_delivery_timestamp: time }),
    });
    return {};
  });
  api.on("DELETE", "/scheduled_messages/{id}", (call) => {
    scheduled.delete(idOf(call, scheduled));
    return {};
  });
}

function addReminders(api: ZulipApi, state: ZulipState, queues: EventQueues, now: () => number): void {
  interface Reminder extends Owned {
    readonly reminder_id: number;
  }
  const reminders = new Records<number, Reminder>("Reminder does not exist", 404);

  api.on("GET", "/reminders", (call) => ({ reminders: own(call, reminders) }));
  api.on("POST", "/reminders", (call) => {
    const { user, parameters } = call;
    const message = findMessage(state, {
      ...call,
      path: { message_id: String(parameters.integer("message_id")) },
    });
    parameters.integer("scheduled_delivery_timestamp");
    const note = parameters.optionalText("note");
    const content = `You requested a reminder for message ${message.id}.${note ? `\n\n${note}` : ""}`;
    const reminder = {
      reminder_id: state.nextId(),
      owner: user.user_id,
      type: "private",
      to: [user.user_id],
      content,
      rendered_content: renderMarkdown(content),
      scheduled_delivery_timestamp: deliveryTime(parameters, now()) ?? 0,
      failed: false,
      reminder_target_message_id: message.id,
    };
    reminders.set(reminder.reminder_id, reminder);
    queues.publish({ type: "reminders", op: "add", reminders: [reminder] }, (queue) => queue.user === user);
    return { reminder_id: reminder.reminder_id };
  });
  api.on("DELETE", "/reminders/{id}", (call) => {
    reminders.delete(idOf(call, reminders));
    return {};
  });
}

function addSavedSnippets(api: ZulipApi, state: ZulipState, queues: EventQueues, now: () => number): void {
  interface Snippet extends Owned {
    readonly id: number;
    readonly title: string;
    readonly content: string;
    readonly date_created: number;
  }
  const snippets = new Records<number, Snippet>("Saved snippet does not exist.", 404);
  const checked = (title: string | undefined): string | undefined => {
    if (title === "") throw badRequest("title cannot be blank");
    if (title !== undefined && title.length > 60)
      throw badRequest("title is too long (limit: 60 characters)");
    return title;
  };

  api.on("GET", "/saved_snippets", (call) => ({ saved_snippets: own(call, snippets) }));
  api.on("POST", "/saved_snippets", ({ user, parameters }) => {
    const title = checked(parameters.text("title").trim()) ?? "";
    const content = parameters.text("content");
    const snippet = { id: state.nextId(), owner: user.user_id, title, content, date_created: now() };
    snippets.set(snippet.id, snippet);
    const event = { type: "saved_snippets", op: "add", saved_snippet: snippet };
    queues.publish(event, (queue) => queue.user === user);
    return { saved_snippet_id: snippet.id };
  });
  api.on("PATCH", "/saved_snippets/{id}", (call) => {
    const title = checked(call.parameters.optionalText("title")?.trim());
    const content = call.parameters.optionalText("content");
    if (title === undefined && content === undefined) throw badRequest("No new data is supplied");
    snippets.change(idOf(call, snippets), {
      ...(title !== undefined && { title }),
      ...(content !== undefined && { content }),
    });
    return {};
  });
  api.on("DELETE", "/saved_snippets/{id}", (call) => {
    snippets.delete(idOf(call, snippets));
    return {};
  });
}
