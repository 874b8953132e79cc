import type { z } from "zod";
import type { JsonObject } from "../json.js";
import type { Platform } from "../platform.js";
import type { Verification } from "../verification/verification.js";
import type { Reading, UnknownEvent, Via } from "./envelope.js";
import { type NextcloudEvent, readNextcloud } from "./nextcloud.js";
import { nextcloudEvents } from "./nextcloud-schemas.js";
import { type OpenProjectEvent, openProjectEvents, readOpenProject } from "./openproject.js";
import { readZulip, type ZulipEvent, ZulipMessage } from "./zulip.js";

/** The events of each platform, those without a name here among them. */
export interface EventsByPlatform {
  nextcloud: NextcloudEvent | UnknownEvent<"nextcloud">;
  zulip: ZulipEvent | UnknownEvent<"zulip">;
  openproject: OpenProjectEvent | UnknownEvent<"openproject">;
}

/** Any event. Narrow it by `name`, or by `platform` and `type`. */
export type WebhookEvent = EventsByPlatform[Platform];

/** What is queued of an event. The rest is read from `raw` again when it is handled. */
export type StoredEvent = {
  readonly id: string;
  readonly platform: Platform;
  readonly via: Via;
  readonly verification: Verification;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly raw: JsonObject;
};

const readers: Readonly<Record<Platform, (payload: JsonObject, via: Via) => Reading>> = {
  nextcloud: readNextcloud,
  zulip: readZulip,
  openproject: readOpenProject,
};

const schemas: Readonly<Record<Platform, ReadonlyMap<string, z.ZodType>>> = {
  nextcloud: new Map(Object.entries(nextcloudEvents).map(([type, [, schema]]) => [type, schema])),
  zulip: new Map([["message", ZulipMessage]]),
  openproject: new Map(Object.entries(openProjectEvents)),
};

/** Reads of a payload what has to be known before it is queued. */
export function readPayload(platform: Platform, payload: JsonObject, via: Via): Reading {
  return readers[platform](payload, via);
}

/** Makes the event that handlers see. What is not of the documented shape becomes `unknown` and stays as it came. */
export function toEvent(stored: StoredEvent): WebhookEvent {
  const { id, platform, via, verification, raw } = stored;
  const receivedAt = new Date(stored.receivedAt).toISOString();
  const reading = readPayload(platform, raw, via);
  const known = decode(platform, reading);
  const type = known?.type ?? "unknown";
  const event = {
    id,
    platform,
    type,
    name: `${platform}:${type}`,
    vendorType: reading.vendorType,
    user: reading.user,
    occurredAt: isoOf(reading.occurredAt) ?? receivedAt,
    receivedAt,
    verification,
    via,
    data: known?.data ?? reading.data,
    raw,
  };
  // The tables that `type` and `data` were taken from are those the union is made of; TypeScript cannot follow a
  // look-up by a string.
  return event as WebhookEvent;
}

/** `undefined` for what is no time. */
function isoOf(time: number | string | undefined): string | undefined {
  const date = new Date(time ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** Checks the data against its schema; events of Zulip's queue were checked by the client that fetched them. */
function decode(platform: Platform, { type, data }: Reading): { type: string; data: unknown } | undefined {
  if (type === undefined) return undefined;
  const schema = schemas[platform].get(type);
  if (schema === undefined) return { type, data };
  const parsed = schema.safeParse(data);
  return parsed.success ? { type, data: parsed.data } : undefined;
}
