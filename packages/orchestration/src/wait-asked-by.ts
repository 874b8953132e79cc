import { CircuitOpenError, RateLimitError } from "@platformq/resilience";

/** The window of Nextcloud's own limits, such as 20 shares or 50 changes of users: it answers 429 without saying when. */
export const UNTOLD_WAIT_MS = 600_000;

/** How long an error asks to wait, in milliseconds; `undefined` when it is none that passes by waiting. */
export function waitAskedBy(error: unknown): number | undefined {
  if (error instanceof RateLimitError) return error.retryAfterMs ?? UNTOLD_WAIT_MS;
  return error instanceof CircuitOpenError ? error.retryAfterMs : undefined;
}
