import { inspect } from "node:util";
import { UnrecoverableError } from "./errors.js";
import type { Backoff } from "./job-queue.js";

/** What becomes of a job whose handler threw. */
export type Decision =
  | { readonly state: "waiting"; readonly delayMs: number; readonly attemptSpent: boolean }
  | { readonly state: "dead" };

/** The shortest wait that an error may ask for, so that a server that says "now" is not asked in a loop. */
const SHORTEST_WAIT_MS = 100;

/** Decides whether a failed job runs again, and when. */
export function decide(error: unknown, attempt: number, maxAttempts: number, backoff: Backoff): Decision {
  const askedForMs = askedWaitMs(error);
  if (askedForMs !== undefined) {
    return { state: "waiting", delayMs: Math.max(askedForMs, SHORTEST_WAIT_MS), attemptSpent: false };
  }
  if (attempt >= maxAttempts || error instanceof UnrecoverableError) return { state: "dead" };
  return { state: "waiting", delayMs: backoffMs(backoff, attempt, error), attemptSpent: true };
}

/** Tells what an error was, in one line. */
export function reasonOf(error: unknown): string {
  if (error instanceof Error) return error.message || error.name;
  // Not every object makes a string of itself.
  return typeof error === "string"
    ? error
    : inspect(error, { depth: 0, breakLength: Number.POSITIVE_INFINITY });
}

const WAITING_ERRORS = ["RateLimitError", "CircuitOpenError"];
/** Errors of the PlatformQ packages carry the names of their classes under it, so nothing has to be imported. */
const brand = Symbol.for("platformq.error");

/** How long an error asks to wait: the longest time when it holds several, unless one of them is of another kind. */
function askedWaitMs(error: unknown): number | undefined {
  if (!(error instanceof AggregateError)) return retryAfterMsOf(error);
  let longestMs: number | undefined;
  for (const each of error.errors) {
    const askedForMs = askedWaitMs(each);
    // It did something and failed, which is an attempt.
    if (askedForMs === undefined) return undefined;
    longestMs = Math.max(longestMs ?? 0, askedForMs);
  }
  return longestMs;
}

/** How long a rate limit or an open circuit asks to wait; nothing was done, so no attempt is spent. */
function retryAfterMsOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("retryAfterMs" in error)) return undefined;
  const { retryAfterMs } = error;
  if (typeof retryAfterMs !== "number" || !Number.isFinite(retryAfterMs)) return undefined;
  const kinds = brand in error && Array.isArray(error[brand]) ? error[brand] : [nameOf(error)];
  return kinds.some((kind) => WAITING_ERRORS.includes(kind)) ? retryAfterMs : undefined;
}

function nameOf(error: unknown): string | undefined {
  return error instanceof Error ? error.name : undefined;
}

function backoffMs(backoff: Backoff, attempt: number, error: unknown): number {
  if (typeof backoff === "function") {
    try {
      const delayMs = backoff(attempt, error);
      // What is no time must not make a date that no index can hold.
      return delayMs > 0 && Number.isFinite(delayMs) ? delayMs : 0;
    } catch {
      // It was asked about an error it did not expect. The job waits as it would without it.
      return backoffMs({}, attempt, error);
    }
  }
  const { delayMs = 1000, maxDelayMs = 300_000 } = backoff;
  const fullMs = Math.min(delayMs * 2 ** (attempt - 1), maxDelayMs);
  return Math.round(fullMs * (1 - Math.random() / 2));
}
