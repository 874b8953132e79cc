import type { JsonValue } from "@platformq/queue";
import type { DataOf, Templates } from "./template.js";

/** Names priorities, the lowest first. */
export const priorities = ["low", "normal", "high", "critical"] as const;

/**
 * How urgent a notification is. `low` and `normal` ones may be collected in digests; `critical` ones are not held back by
 * quiet hours.
 */
export type Priority = (typeof priorities)[number];

/** Who is to be notified. */
export type Audience =
  /** People by e-mail address or login, each on their own and as they prefer it. */
  | { readonly users: readonly string[] }
  /** The members of a group of Zulip's, each as if named in `users`. */
  | { readonly group: string }
  /** A topic in a channel of Zulip's, by name or id. */
  | { readonly channel: string | number; readonly topic: string }
  /** One conversation in Zulip of all these people, by e-mail address or login. */
  | { readonly direct: readonly string[] };

/** What a notification says beside its template's data. */
export interface NotificationSettings {
  readonly audience: Audience | readonly Audience[];
  /** @default "normal" */
  readonly priority?: Priority | undefined;
  /** The topic of the digest it may be collected in. @default only in digests that a recipient asks for */
  readonly digest?: string | undefined;
  /**
   * Accepted once: while it is in the queue or dead, and for the queue's `keepIds` after it was handed out. At most 180
   * characters.
   */
  readonly dedupeKey?: string | undefined;
}

/** A notification: whom to tell, by which of the templates, and its data. */
export type Notification<T extends Templates> = {
  [Name in keyof T & string]: NotificationSettings & {
    readonly template: Name;
    readonly data: DataOf<T[Name]>;
  };
}[keyof T & string];

/** A notification of any template. */
export type AnyNotification = NotificationSettings & { readonly template: string; readonly data: unknown };

/** What became of a notification that was sent. */
export interface Receipt {
  /** Names it in events. */
  readonly id: string;
  /** Whether its `dedupeKey` was known, so that it was dropped. */
  readonly duplicate: boolean;
}

/** A notification as it is queued. */
export type AcceptedNotification = {
  readonly id: string;
  readonly audience: readonly Audience[];
  readonly template: string;
  readonly data: JsonValue;
  readonly priority: Priority;
  readonly digest: string | null;
  /** Milliseconds since 1970. */
  readonly acceptedAt: number;
  /** Tells those apart that one process accepted at the same time, by their order. */
  readonly sequence: number;
};

/** Tells whether an audience names nobody. What members a group has is not known before it is handed out. */
export function isForNobody({ audience }: Pick<NotificationSettings, "audience">): boolean {
  return [audience].flat().every((one) => {
    if ("users" in one) return one.users.length === 0;
    return "direct" in one && one.direct.length === 0;
  });
}
