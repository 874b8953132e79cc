import type { ResponseHeaders } from "@platformq/resilience";

/** For a longer wait the server's own refusal is better: its error tells the caller how long. */
const LONGEST_PAUSE_MS = 60_000;
/** Calls that may be under way already when an answer tells how many are left. */
const UNDER_WAY = 16;

/**
 * Tells how long to hold all calls of the account so as not to run into the server's limit, of which each answer's
 * `X-RateLimit-` headers tell how much is left; servers without a limit send none.
 *
 * @param serverTime Tells the server's clock, in milliseconds since 1970; asked only when the limit is near.
 * @returns milliseconds; 0 for going on
 * @see https://zulip.com/api/rest-error-handling#rate-limit-exceeded
 */
export function pauseBeforeLimit(headers: ResponseHeaders, serverTime: () => number): number {
  const told = (name: string): number => Number(headers[name] ?? Number.NaN);
  // A small limit is not to be eaten up by what is kept back.
  const keptBack = Math.min(UNDER_WAY, told("x-ratelimit-limit") / 10);
  if (!(told("x-ratelimit-remaining") <= keptBack)) return 0;
  const waitMs = told("x-ratelimit-reset") * 1000 - serverTime();
  return waitMs > 0 && waitMs <= LONGEST_PAUSE_MS ? waitMs : 0;
}
