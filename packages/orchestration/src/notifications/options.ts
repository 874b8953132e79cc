import type { AnyJobQueue, ProcessOptions } from "@platformq/queue";
import type { Clock } from "@platformq/resilience";
import type { DigestHeading } from "./digest-text.js";
import type { NotificationEvent } from "./notification-event.js";
import type { DigestSchedule, PreferencesOf } from "./preferences.js";
import type { ActivityEvent, Rule } from "./rules.js";
import type { Templates } from "./template.js";

/** What a notification service can be told. */
export interface NotificationServiceOptions<T extends Templates, Event extends ActivityEvent> {
  readonly templates: T;
  /** Which events become notifications. */
  readonly rules?: readonly Rule<T, Event>[] | undefined;
  /**
   * The outbox: where notifications wait. A durable one keeps them when the process ends. It is yours to close, after the
   * service. @default one in memory
   */
  readonly queue?: AnyJobQueue | undefined;
  /** @default nobody has any */
  readonly preferencesOf?: PreferencesOf | undefined;
  /** The IANA time zone of those who prefer none. @default "UTC" */
  readonly timeZone?: string | undefined;
  /** When digests go out that their recipients have no preference for. @default after an hour, or 50 messages */
  readonly digest?: DigestSchedule | undefined;
  /** What digests begin with. @default the topic and the number of updates, in English */
  readonly digestHeading?: DigestHeading | undefined;
  /**
   * How messages are sent: side by side, how often, with which waits. @default concurrency 8, 15 attempts in an hour or more
   */
  readonly sending?: ProcessOptions | undefined;
  /** Hears what happens to notifications. */
  readonly onEvent?: ((event: NotificationEvent) => void) | undefined;
  /** @default the machine's clock */
  readonly clock?: Clock | undefined;
}
