import { Temporal } from "temporal-polyfill";
import type { DigestSchedule } from "./preferences.js";

const HOUR_MS = 3_600_000;

/**
 * Tells when the digest goes out whose first item came at a moment.
 *
 * @param at milliseconds since 1970, as is what it returns.
 * @throws RangeError for a time zone or a time that is none.
 */
export function digestTime(schedule: DigestSchedule, timeZone: string, at: number): number {
  const { at: times = [], maxAgeMs = times.length === 0 ? HOUR_MS : Number.POSITIVE_INFINITY } = schedule;
  return Math.min(at + maxAgeMs, ...times.map((time) => next(time, timeZone, at)));
}

/** The next time a clock shows it; where the clocks are changed, a time that does not come counts as an hour later. */
function next(time: string, timeZone: string, at: number): number {
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
  const on = (day: Temporal.PlainDate): number =>
    day.toPlainDateTime(Temporal.PlainTime.from(time)).toZonedDateTime(timeZone).epochMilliseconds;
  const todayAt = on(today);
  return todayAt > at ? todayAt : on(today.add({ days: 1 }));
}
