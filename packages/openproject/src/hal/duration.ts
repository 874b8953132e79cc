import { InvalidInputError } from "@platformq/resilience";

/** A length of time to write: parts of it, milliseconds, or ISO 8601 such as `PT1H30M`. */
export type DurationInput =
  | string
  | number
  | {
      readonly days?: number | undefined;
      readonly hours?: number | undefined;
      readonly minutes?: number | undefined;
    };

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const ISO = /^P(?:([\d.]+)W)?(?:([\d.]+)D)?(?:T(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?$/;

/**
 * Reads a duration as OpenProject writes it, in milliseconds. A day is 24 hours: `P1DT2H` is how it writes 26 hours.
 *
 * @throws InvalidInputError for what is no ISO 8601 duration of weeks and less.
 */
export function durationMs(iso: string): number {
  const parts = ISO.exec(iso);
  if (parts === null || !/\d/.test(iso)) {
    throw new InvalidInputError(`${JSON.stringify(iso)} is no ISO 8601 duration such as PT1H30M`);
  }
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  return weeks * 7 * DAY + days * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND;
}

/** Encodes a duration; whole days stay days. `null` clears. @throws InvalidInputError */
export function toDuration(duration: DurationInput | null | undefined): string | null | undefined {
  if (duration === undefined || duration === null) return duration;
  if (typeof duration === "string") {
    durationMs(duration);
    return duration;
  }
  if (typeof duration === "number") return isoOf(0, duration);
  const { days = 0, hours = 0, minutes = 0 } = duration;
  return isoOf(days, hours * HOUR + minutes * MINUTE);
}

function isoOf(days: number, ms: number): string {
  if (!(Number.isInteger(days) && days >= 0 && ms >= 0 && Number.isFinite(ms))) {
    throw new InvalidInputError("A duration needs whole days and a time that is not negative");
  }
  const seconds = Math.round(ms / SECOND);
  const units = [
    [Math.floor(seconds / 3600), "H"],
    [Math.floor(seconds / 60) % 60, "M"],
    [seconds % 60, "S"],
  ] as const;
  const time = units.map(([count, unit]) => (count > 0 ? `${count}${unit}` : "")).join("");
  if (days > 0) return `P${days}D${time && `T${time}`}`;
  return `PT${time || "0H"}`;
}
