import {
  CircuitOpenError,
  DeadlineExceededError,
  LockedError,
  NetworkError,
  QueueFullError,
  RateLimitError,
  ServerError,
  TimeoutError,
} from "@platformq/resilience";

const PASSING = [
  CircuitOpenError,
  DeadlineExceededError,
  LockedError,
  NetworkError,
  QueueFullError,
  RateLimitError,
  ServerError,
  TimeoutError,
];

/** Tells whether what failed may well succeed later, without anybody doing something about it. */
export function passes(error: unknown): boolean {
  return PASSING.some((kind) => error instanceof kind);
}
