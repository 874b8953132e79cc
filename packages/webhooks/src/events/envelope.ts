import type { JsonObject } from "../json.js";
import type { Platform } from "../platform.js";
import type { Verification } from "../verification/verification.js";

/** Who did what an event tells of. */
export interface EventUser {
  /** As the platform identifies people: a Nextcloud uid, a Zulip or OpenProject id in digits. */
  readonly id: string;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
}

/** How an event came: sent by the platform, asked for, or from Zulip's event queue. */
export type Via = "webhook" | "poll" | "event-queue";

/** What all events have in common. It is JSON all through, so that it survives any queue. */
export interface Envelope<P extends Platform, Type extends string, VendorType extends string, Data> {
  /** Names the event. Where the payload carries a resource and its version, a poll gives it the same id as a webhook. */
  readonly id: string;
  readonly platform: P;
  /** Our stable name (`file_created`), or `unknown` for what has none or is not of the documented shape. */
  readonly type: Type;
  /** The platform and our name: `nextcloud:file_created`. */
  readonly name: `${P}:${Type}`;
  /** The platform's own name, as it was sent: `OCP\Files\Events\Node\NodeCreatedEvent`. */
  readonly vendorType: VendorType;
  /** `undefined` when the payload does not tell. */
  readonly user: EventUser | undefined;
  /** ISO 8601. When the payload does not tell, the time it was received. */
  readonly occurredAt: string;
  /** ISO 8601. */
  readonly receivedAt: string;
  readonly verification: Verification;
  readonly via: Via;
  readonly data: Data;
  /** The whole body, parsed, without the secret if it was in there. */
  readonly raw: JsonObject;
}

/** An event this version has no name for. Its `data` is as it came. */
export type UnknownEvent<P extends Platform> = Envelope<P, "unknown", string, unknown>;

/** What is read of a payload before it is queued: cheap, and without judging its shape. */
export interface Reading {
  readonly vendorType: string;
  /** Our name, if there is one. */
  readonly type: string | undefined;
  /** The part of the payload that becomes `data`. */
  readonly data: JsonObject;
  /** Names the resource and its version; `undefined` when the payload has none. */
  readonly resourceId: string | undefined;
  readonly user: EventUser | undefined;
  /** Milliseconds since 1970, or ISO 8601 as it came. */
  readonly occurredAt: number | string | undefined;
}
