import { InvalidInputError } from "@platformq/resilience";
import { Temporal } from "temporal-polyfill";
import type { QuietHours, QuietWindow, Weekday } from "./preferences.js";

/** How many quiet days and windows may follow each other without a break. */
const MOST_IN_A_ROW = 200;

/** As Temporal counts them, from 1. */
const weekdays: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const SATURDAY = 6;

/**
 * Tells when the quiet hours end that a moment lies in; `undefined` when it lies in none. Hours that follow each other
 * without a break are one: a night before a weekend before a holiday.
 *
 * @param at milliseconds since 1970, as is what it returns.
 * @throws InvalidInputError when they never end; RangeError for a time zone, a time or a date that is none.
 */
export function quietUntil(quiet: QuietHours, timeZone: string, at: number): number | undefined {
  let end: number | undefined;
  for (let count = 0; count < MOST_IN_A_ROW; count++) {
    const next = endAt(quiet, timeZone, end ?? at);
    if (next === undefined) return end;
    end = next;
  }
  throw new InvalidInputError("Quiet hours have to end some day");
}

/** The end of the longest window or day that a moment lies in. */
function endAt(quiet: QuietHours, timeZone: string, at: number): number | undefined {
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
  const ends = [today.subtract({ days: 1 }), today].flatMap((day) =>
    (quiet.windows ?? [])
      .filter(({ days }) => days === undefined || days.includes(weekdayOf(day)))
      .map((window) => spanOf(window, day, timeZone)),
  );
  if (isQuietDay(quiet, today)) ends.push(dayOf(today, timeZone));
  const open = ends.filter(({ from, to }) => from <= at && at < to).map(({ to }) => to);
  return open.length === 0 ? undefined : Math.max(...open);
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * A window that begins on a day. Where the clocks are changed, its begin or its end may come twice or not at all: then it
 * is the longer one of those it could be.
 */
function spanOf({ from, to }: QuietWindow, day: Temporal.PlainDate, timeZone: string): Span {
  const [begin, end] = [Temporal.PlainTime.from(from), Temporal.PlainTime.from(to)];
  const lastDay = Temporal.PlainTime.compare(begin, end) < 0 ? day : day.add({ days: 1 });
  return {
    from: day.toPlainDateTime(begin).toZonedDateTime(timeZone, { disambiguation: "earlier" })
      .epochMilliseconds,
    to: lastDay.toPlainDateTime(end).toZonedDateTime(timeZone, { disambiguation: "later" }).epochMilliseconds,
  };
}

function dayOf(day: Temporal.PlainDate, timeZone: string): Span {
  return {
    from: day.toZonedDateTime(timeZone).epochMilliseconds,
    to: day.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds,
  };
}

function isQuietDay({ weekends = false, holidays = [] }: QuietHours, day: Temporal.PlainDate): boolean {
  return (
    (weekends && day.dayOfWeek >= SATURDAY) ||
    holidays.some((date) => Temporal.PlainDate.from(date).equals(day))
  );
}

function weekdayOf(day: Temporal.PlainDate): Weekday {
  const name = weekdays[day.dayOfWeek - 1];
  if (name === undefined) throw new RangeError(`There is no day ${day.dayOfWeek} in a week`);
  return name;
}
