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
  const retryAfter = parseRetryAfter(single(headers["retry-after"]), clock);
  if (retryAfter !== undefined || status !== 429) return retryAfter;
  return parseReset(single(headers["ratelimit-reset"]) ?? single(headers["x-ratelimit-reset"]), clock);
}

function parseRetryAfter(value: string | undefined, clock: Clock): number | undefined {
  if (value === undefined) return undefined;
  if (SECONDS.test(value)) return Number(value) * 1000;
  if (HTTP_DATE.test(value)) return Math.max(0, Date.parse(value) - clock.date());
  return undefined;
}

function parseReset(value: string | undefined, clock: Clock): number | undefined {
  if (value === undefined || !SECONDS.test(value)) return undefined;
  const seconds = Number(value);
  return seconds < EPOCH_SECONDS ? seconds * 1000 : Math.max(0, seconds * 1000 - clock.date());
}

function single(value: string | string[] | undefined): string | undefined {
  return (Array.isArray(value) ? value[0] : value)?.trim();
}
