import {
  ApiError,
  ConfigurationError,
  ForbiddenError,
  InvalidInputError,
  isPlatformError,
  ServerError,
  UnauthorizedError,
} from "@platformq/resilience";

/** Whether trying again cannot help: the account is refused, or the fault is ours. */
export function isFinal(error: unknown): boolean {
  return (
    !isPlatformError(error) ||
    error instanceof UnauthorizedError ||
    error instanceof ForbiddenError ||
    error instanceof InvalidInputError ||
    error instanceof ConfigurationError
  );
}

/**
 * Whether the server has no use for what it was asked: with a poll, that the queue is gone (`BAD_EVENT_QUEUE_ID`) or is
 * not what we think it is (an event that was pruned, or is none of its own: a plain `BAD_REQUEST`).
 */
export function isRefused(error: unknown): boolean {
  return error instanceof ApiError && !(error instanceof ServerError) && error.status !== 408;
}

/** How long a failure asks to wait, in milliseconds. */
export function retryAfterOf(error: unknown): number {
  if (typeof error !== "object" || error === null || !("retryAfterMs" in error)) return 0;
  return typeof error.retryAfterMs === "number" ? error.retryAfterMs : 0;
}
