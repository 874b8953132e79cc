import type { Priority } from "./notification.js";

/** Where people are notified. */
export type NotificationPlatform = "zulip" | "nextcloud";

/** How somebody wants to be notified. */
export interface Preferences {
  /** Sends nothing at all. @default false */
  readonly muted?: boolean | undefined;
  /** Sends nothing of less. @default "low" */
  readonly minPriority?: Priority | undefined;
  /** Where to be reached; the next one is tried when one fails. @default ["zulip", "nextcloud"] */
  readonly platforms?: readonly NotificationPlatform[] | undefined;
  /** Holds back all that is not critical until the end of these hours. @default never */
  readonly quietHours?: QuietHours | undefined;
  /** An IANA time zone, `Europe/Berlin`. @default the service's */
  readonly timeZone?: string | undefined;
  /** Collects what is `low` or `normal`; `false` never. @default only what says so itself */
  readonly digest?: DigestSchedule | false | undefined;
}

/** A day of the week. */
export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/** Hours in which somebody is left alone, by the clock on their wall. */
export interface QuietHours {
  readonly windows?: readonly QuietWindow[] | undefined;
  /** Saturdays and Sundays. @default false */
  readonly weekends?: boolean | undefined;
  /** Whole days: `2026-12-25`. */
  readonly holidays?: readonly string[] | undefined;
}

/** A time of each day. */
export interface QuietWindow {
  /** `22:00` */
  readonly from: string;
  /** `07:00`, of the next day when it is not after `from`. */
  readonly to: string;
  /** The days on which it begins. @default all */
  readonly days?: readonly Weekday[] | undefined;
}

/** When what was collected is sent: at the first of these. */
export interface DigestSchedule {
  /** When it holds as many. @default 50 */
  readonly maxItems?: number | undefined;
  /** So long after the first, in milliseconds. @default an hour, unless there is `at` */
  readonly maxAgeMs?: number | undefined;
  /** Times of the recipient's day: `09:00`. */
  readonly at?: readonly string[] | undefined;
}

/**
 * Tells how somebody wants to be notified; `undefined` is the default. It is asked whenever something is about to be sent.
 *
 * @param who the e-mail address or login of the audience, or the e-mail address of a group's member.
 */
export type PreferencesOf = (who: string) => Preferences | undefined | Promise<Preferences | undefined>;
