import { digestTime } from "./digest-time.js";
import type { Delivery } from "./jobs.js";
import { priorities } from "./notification.js";
import type { DigestSchedule, NotificationPlatform, Preferences } from "./preferences.js";
import { quietUntil } from "./quiet-hours.js";

/** What is to be done with a message. */
export type Route =
  | { readonly to: "nowhere"; readonly reason: "muted" | "priority" }
  | { readonly to: "digest"; readonly topic: string; readonly flushAt: number; readonly maxItems: number }
  | { readonly to: "later"; readonly until: number }
  | { readonly to: "platforms"; readonly platforms: readonly NotificationPlatform[] };

/** What holds where somebody has no preference. */
export interface RouteDefaults {
  readonly timeZone: string;
  readonly digest: DigestSchedule;
}

/**
 * Decides what is to be done with a message at a moment.
 *
 * A digest comes before the quiet hours, which hold it back when it is due.
 *
 * @throws InvalidInputError, RangeError for preferences that make no sense.
 */
export function routeOf(
  { priority, digest }: Delivery,
  preferences: Preferences,
  defaults: RouteDefaults,
  now: number,
): Route {
  const { muted = false, minPriority = "low", platforms = ["zulip", "nextcloud"], quietHours } = preferences;
  const { timeZone = defaults.timeZone } = preferences;
  if (muted || platforms.length === 0) return { to: "nowhere", reason: "muted" };
  if (priorities.indexOf(priority) < priorities.indexOf(minPriority))
    return { to: "nowhere", reason: "priority" };
  const isUrgent = priority === "high" || priority === "critical";
  if (digest !== null && !isUrgent) {
    const schedule = preferences.digest ?? (digest.isAsked ? defaults.digest : false);
    if (schedule !== false) {
      const flushAt = digestTime(schedule, timeZone, now);
      return { to: "digest", topic: digest.topic, flushAt, maxItems: schedule.maxItems ?? 50 };
    }
  }
  const until = quietHours && priority !== "critical" ? quietUntil(quietHours, timeZone, now) : undefined;
  return until === undefined ? { to: "platforms", platforms } : { to: "later", until };
}
