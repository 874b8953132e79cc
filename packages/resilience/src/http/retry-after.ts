import type { Clock } from "../clock.js";
import type { ResponseHeaders } from "./answer.js";

/** RFC 9110 IMF-fixdate, the only form servers still send. `Date.parse` alone takes nearly anything. */
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const SECONDS = /^\d+(\.\d+)?$/;
/** A reset "time" below this is a number of seconds from now, above it a date. */
const EPOCH_SECONDS = 1_000_000_000;

/**
 * Reads how long a server asks to wait, in milliseconds: `Retry-After` in seconds (Zulip's are fractional) or as a
 * date, else the reset header that OpenProject and Zulip send with a 429.
 */
export function readRetryAfter(status: number, headers: ResponseHeaders, clock: Clock): number | undefined {
  // The server's dates are by its own clock, which is told by `Date`; ours may be minutes away from it.
  const now = (): number => parseDate(single(headers.date)) ?? clock.date();
  const retryAfter = parseRetryAfter(single(headers["retry-after"]), now);
  if (retryAfter !== undefined || status !== 429) return retryAfter;
  return parseReset(single(headers["ratelimit-reset"]) ?? single(headers["x-ratelimit-reset"]), now);
}

function parseRetryAfter(value: string | undefined, now: () => number): number | undefined {
  if (value !== undefined && SECONDS.test(value)) return Number(value) * 1000;
  const date = parseDate(value);
  return date === undefined ? undefined : Math.max(0, date - now());
}

function parseReset(value: string | undefined, now: () => number): number | undefined {
  if (value === undefined || !SECONDS.test(value)) return undefined;
  const seconds = Number(value);
  return seconds < EPOCH_SECONDS ? seconds * 1000 : Math.max(0, seconds * 1000 - now());
}

/** `undefined` for what only looks like a date, too: months have names in every language. */
function parseDate(value: string | undefined): number | undefined {
  const date = value !== undefined && HTTP_DATE.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : date;
}

function single(value: string | string[] | undefined): string | undefined {
  return (Array.isArray(value) ? value[0] : value)?.trim();
}
