import type { z } from "zod";
import { channelEvents } from "./events/channel-events.js";
import { messageEvents } from "./events/message-events.js";
import { organizationEvents } from "./events/organization-events.js";
import { personalEvents } from "./events/personal-events.js";
import { userEvents } from "./events/user-events.js";

const known = [
  ...messageEvents,
  ...channelEvents,
  ...userEvents,
  ...personalEvents,
  ...organizationEvents,
] as const;

/** An event as the server sends it. */
export interface RawEvent {
  readonly id: number;
  readonly type: string;
  readonly [field: string]: unknown;
}

/** An event this client knows the shape of. @see https://zulip.com/api/get-events */
export type KnownEvent = z.output<(typeof known)[number]>;

/** An event of a kind, or with fields, that are newer than this client. */
export interface UnknownEvent {
  readonly type: "unknown";
  readonly id: number;
  readonly event: RawEvent;
}

/** The name of a kind of event, as a registration takes it. */
export type EventType = KnownEvent["type"] | (string & {});

const byType = new Map<string, z.ZodType<KnownEvent>[]>();
for (const schema of known) {
  const { value: type } = schema.shape.type;
  byType.set(type, [...(byType.get(type) ?? []), schema]);
}

/** Reads an event. One that is not understood is passed on as it is: it must not hold up those behind it. */
export function decodeEvent(event: RawEvent): KnownEvent | UnknownEvent {
  for (const schema of byType.get(event.type) ?? []) {
    const result = schema.safeParse(event);
    if (result.success) return result.data;
  }
  return { type: "unknown", id: event.id, event };
}
