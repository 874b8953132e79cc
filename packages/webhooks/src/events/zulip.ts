import { openObject } from "@platformq/resilience";
import type { GapEvent, KnownEvent } from "@platformq/zulip";
import { z } from "zod";
import { type JsonObject, numberAt, objectAt, stringAt } from "../json.js";
import type { Envelope, EventUser, Reading, Via } from "./envelope.js";

const Recipient = openObject({ id: z.number(), email: z.string(), full_name: z.string() });

const Message = openObject({
  id: z.number(),
  sender_id: z.number(),
  sender_email: z.string(),
  sender_full_name: z.string(),
  /** `stream` in a channel, `private` for a direct message. */
  type: z.string(),
  /** Only in a channel. */
  stream_id: z.number().nullish(),
  /** The topic; empty for a direct message, and for a channel's empty topic. */
  subject: z.string(),
  /** The channel's name, or everybody in the conversation. */
  display_recipient: z.union([z.string(), z.array(Recipient)]),
  content: z.string(),
  /** Only from an outgoing webhook. */
  rendered_content: z.string().optional(),
  /** Seconds since 1970. */
  timestamp: z.number(),
});

/** A message: one that mentions a bot or was sent to it alone, or any one of the event queue. */
export const ZulipMessage = openObject({
  message: Message,
  /** Only from an outgoing webhook: the message's Markdown, with the mention. */
  data: z.string().optional(),
  /** Only from an outgoing webhook: `mention` or `direct_message`, which was `private_message` before Zulip 8. */
  trigger: z.string().optional(),
  bot_email: z.string().optional(),
  bot_full_name: z.string().optional(),
  /** Only from the event queue. */
  flags: z.array(z.string()).optional(),
});

/** `type`, or `type:op` for an event that has an `op`. */
type NameOf<Event extends { type: string }> = Event extends { op: infer Op extends string }
  ? `${Event["type"]}:${Op}`
  : Event["type"];

/** An event of the queue in its envelope, one for each of its names; the client has decoded it. */
type Enveloped<Event extends KnownEvent> = Event extends { type: "message" }
  ? never
  : Each<NameOf<Event>, Event>;
type Each<Name extends string, Event extends KnownEvent> = Name extends string
  ? Envelope<"zulip", Name, Event["type"], Event>
  : never;

/** The client's word that events were lost: what is known of the server may be old. Ask it anew. */
type ZulipGap = Pick<GapEvent, "type" | "areMessagesLost">;

/** Every event of a Zulip that has a name. The `vendorType` is the event's `type` without its `op`. */
export type ZulipEvent =
  | Envelope<"zulip", "message", "message", z.output<typeof ZulipMessage>>
  | Envelope<"zulip", "gap", "gap", ZulipGap>
  | Enveloped<KnownEvent>;

/** Our names of Zulip's events. */
export type ZulipEventType = ZulipEvent["type"];

/** Reads an outgoing webhook, which is always a message, or an event of the queue as the client decoded it. */
export function readZulip(payload: JsonObject, via: Via): Reading {
  const message = objectAt(payload, "message");
  if (via === "webhook" || stringAt(payload, "type") === "message") return readMessage(payload, message);
  const { type, ...rest } = payload;
  // The client's envelope for what it does not know.
  const unknown = type === "unknown" ? objectAt(rest, "event") : undefined;
  const event = unknown ?? payload;
  const vendorType = stringAt(event, "type") ?? "unknown";
  const op = stringAt(event, "op");
  return {
    vendorType,
    type: unknown !== undefined ? undefined : op === undefined ? vendorType : `${vendorType}:${op}`,
    data: event,
    resourceId: undefined,
    user: actorOf(event),
    occurredAt: undefined,
  };
}

function readMessage(payload: JsonObject, message: JsonObject | undefined): Reading {
  const id = numberAt(message, "id");
  const seconds = numberAt(message, "timestamp");
  return {
    vendorType: message === undefined ? "unknown" : "message",
    type: message === undefined ? undefined : "message",
    data: payload,
    resourceId: id === undefined ? undefined : `message:${id}`,
    user: senderOf(message),
    occurredAt: seconds === undefined ? undefined : seconds * 1000,
  };
}

function senderOf(message: JsonObject | undefined): EventUser | undefined {
  const id = numberAt(message, "sender_id");
  if (id === undefined) return undefined;
  return {
    id: String(id),
    name: stringAt(message, "sender_full_name"),
    email: stringAt(message, "sender_email"),
  };
}

function actorOf(event: JsonObject): EventUser | undefined {
  const id = numberAt(event, "user_id") ?? numberAt(event, "sender_id");
  return id === undefined ? undefined : { id: String(id) };
}
