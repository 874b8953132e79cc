import { createHash } from "node:crypto";
import type { Part } from "./markup/markup.js";
import type { AcceptedNotification, Priority } from "./notification.js";

/** The names of the jobs a notification goes through. */
export const jobNames = {
  /** An {@link AcceptedNotification}, to be handed out to those it is for. */
  accepted: "notifications.accepted",
  /** A {@link Delivery}. */
  delivery: "notifications.delivery",
  /** A {@link DigestItem}. */
  digest: "notifications.digest",
} as const;

/** Where a message goes. */
export type Target =
  | { readonly kind: "person"; readonly who: string }
  | { readonly kind: "conversation"; readonly who: readonly string[] }
  | { readonly kind: "topic"; readonly channel: string | number; readonly topic: string };

/** A message for one target. */
export type Delivery = {
  /** The notification's id, or the digest's. */
  readonly id: string;
  readonly target: Target;
  readonly priority: Priority;
  readonly text: readonly Part[];
  /** What a digest may hold of it; `null` when it is one. */
  readonly digest: {
    readonly topic: string;
    readonly isAsked: boolean;
    readonly text: readonly Part[];
  } | null;
  /** When the notification was accepted, in milliseconds since 1970. */
  readonly acceptedAt: number;
  readonly sequence: number;
  /** The earliest it may have been sent, in milliseconds since 1970. */
  readonly dueAt: number;
  /** Whether it may have been sent before it was held back. */
  readonly maybeSent: boolean;
};

/** A message that waits for the others of its digest. */
export type DigestItem = {
  readonly delivery: Delivery;
  readonly topic: string;
  readonly text: readonly Part[];
  /** What it is collected with. */
  readonly batch: string;
  /** Milliseconds since 1970. */
  readonly flushAt: number;
  readonly maxItems: number;
};

/** The data of those jobs. */
export type NotificationJobs = {
  readonly [jobNames.accepted]: AcceptedNotification;
  readonly [jobNames.delivery]: Delivery;
  readonly [jobNames.digest]: DigestItem;
};

/** Queues prefer smaller numbers. */
export const queuePriority: Readonly<Record<Priority, number>> = { critical: 0, high: 1, normal: 2, low: 3 };

/** Names a target; people by the same name in other letters are the same. */
export function targetKey(target: Target): string {
  switch (target.kind) {
    case "person":
      return JSON.stringify(["person", target.who.toLowerCase()]);
    case "conversation":
      return JSON.stringify(["conversation", ...target.who.map((who) => who.toLowerCase()).sort()]);
    case "topic":
      return JSON.stringify(["topic", target.channel, target.topic]);
  }
}

/** Names the same things by the same few characters. */
export function digestOf(...things: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(things)).digest("base64url").slice(0, 22);
}

/** The job's id of a delivery: however often it is handed out, there is one per target. */
export function deliveryJobId({ id, target }: Pick<Delivery, "id" | "target">): string {
  return `${id}/${digestOf(targetKey(target))}`;
}
