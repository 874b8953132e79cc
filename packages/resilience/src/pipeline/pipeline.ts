import type { IBackoff, IBackoffFactory } from "cockatiel";
import { RateLimitError, TimeoutError } from "../errors/local-errors.js";
import type { Verdict } from "../outcome.js";
import type { BackoffContext } from "../policies/backoff.js";
import type { Bulkhead } from "../policies/bulkhead.js";
import type { CircuitBreaker, Permit } from "../policies/circuit-breaker.js";
import type { RetryBudget } from "../policies/retry-budget.js";
import type { RateLimiter } from "../policies/token-bucket.js";
import type { PipelineObserver } from "../telemetry/observer.js";
import type { Call } from "./call.js";
import { sleep } from "./sleep.js";

/** Holds every account of an origin back while the server says so. */
export interface OriginPause {
  pauseAll(durationMs: number): void;
}

/** The policies of one lane of one client. An absent policy is turned off. */
export interface Policies {
  breaker?: CircuitBreaker | undefined;
  bulkhead?: Bulkhead | undefined;
  limiter?: RateLimiter | undefined;
  origin?: OriginPause | undefined;
  budget?: RetryBudget | undefined;
  backoff: IBackoffFactory<BackoffContext>;
  maxRetries: number;
  random: () => number;
}

/** An attempt that did not succeed, and what follows from it. */
export class FailedAttempt {
  constructor(
    readonly error: Error,
    readonly verdict: Verdict,
    /** What the server said about time, in milliseconds. */
    readonly retryAfterMs?: number | undefined,
  ) {}
}

/** What is done inside the policies. */
export interface Work<T> {
  /** Runs before anything is taken, in every round: the credential waits here. */
  prepare?(call: Call): Promise<void> | undefined;
  /** One attempt. It judges its permit itself, as soon as it can: when the headers have arrived. */
  attempt(call: Call, permit: Permit): Promise<T | FailedAttempt>;
  /** Runs when a prepared round ends before its attempt began. */
  abandon?(): void;
  /** Refreshes the credential after a 401; `true` when another one is there. */
  refresh?(call: Call): Promise<boolean>;
}

/** A server's time is never cut short, and a crowd that heard it does not come back at once. */
const RETRY_AFTER_SPREAD_MS = 250;
/** A wait longer than this is the caller's decision. */
const MAX_RETRY_AFTER_MS = 60_000;
/** The permit of a lane without a breaker; no breaker knows it. */
const NO_PERMIT: Permit = -1;

/**
 * Runs one call through gate, credential, bulkhead, limiter, breaker and attempt, again and again until it is decided.
 *
 * This loop is the only place that repeats a request.
 */
export async function runPipeline<T>(
  call: Call,
  work: Work<T>,
  policies: Policies,
  observer: PipelineObserver,
): Promise<T> {
  let backoff: IBackoff<BackoffContext> | undefined;
  let refreshed = false;
  for (let retries = 0; ; retries++) {
    const result = await attemptOnce(call, work, policies);
    if (!(result instanceof FailedAttempt)) {
      policies.budget?.succeeded(retries);
      return result;
    }

    const { error, verdict, retryAfterMs } = result;
    if (verdict.limiter === "pause-account" && retryAfterMs) policies.limiter?.pause(retryAfterMs);
    if (verdict.limiter === "pause-all" && retryAfterMs) policies.origin?.pauseAll(retryAfterMs);
    if (error instanceof RateLimitError) observer.rateLimited(call, retryAfterMs);
    if (verdict.retry === false) throw error;

    if (verdict.retry === "refresh") {
      if (refreshed || !(await work.refresh?.(call))) throw error;
      refreshed = true;
      retries--;
      continue;
    }

    if (retries >= policies.maxRetries) throw error;
    let delayMs: number;
    if (retryAfterMs === undefined) {
      backoff = (backoff ?? policies.backoff).next({ attempt: retries + 1 });
      delayMs = backoff.duration;
      // Waiting for a retry that cannot happen any more would only make the failure late.
      if (delayMs >= call.remainingMs) throw error;
    } else {
      if (retryAfterMs > MAX_RETRY_AFTER_MS || retryAfterMs >= call.remainingMs) {
        throw waitTooLong(call, error, retryAfterMs);
      }
      delayMs = retryAfterMs + policies.random() * RETRY_AFTER_SPREAD_MS;
    }
    if (policies.budget?.tryRetry(error instanceof TimeoutError) === false) throw error;
    observer.retry(call, error, delayMs);
    await sleep(call, delayMs);
  }
}

async function attemptOnce<T>(call: Call, work: Work<T>, policies: Policies): Promise<T | FailedAttempt> {
  const { breaker, bulkhead, limiter } = policies;
  call.throwIfEnded();
  let permit = breaker?.gate(call);
  let sent = false;
  try {
    const prepared = work.prepare?.(call);
    if (prepared) await prepared;
    if (bulkhead && !bulkhead.tryEnter()) await enterInTurn(call, bulkhead, limiter);
    try {
      if (limiter && !limiter.tryTake()) await limiter.take(call);
      try {
        // While it waited, the call may have ended and the circuit may have opened.
        call.throwIfEnded();
        permit ??= breaker?.permit(call);
      } catch (error) {
        limiter?.giveBack();
        throw error;
      }
      sent = true;
      call.attempts++;
      const result = await work.attempt(call, permit ?? NO_PERMIT);
      if (result instanceof FailedAttempt && result.verdict.limiter === "give-back") limiter?.giveBack();
      return result;
    } finally {
      if (!call.handedOver) bulkhead?.leave();
    }
  } finally {
    if (!sent) {
      // A probe that never went out must not keep the circuit, or the credential, from being probed.
      if (permit !== undefined) breaker?.cancel(permit);
      work.abandon?.();
    }
  }
}

/** Waits for a slot, unless the rate limit behind it already puts this call after its deadline. */
async function enterInTurn(call: Call, bulkhead: Bulkhead, limiter: RateLimiter | undefined): Promise<void> {
  if (limiter === undefined) return bulkhead.enter(call);
  limiter.backlog++;
  try {
    limiter.assertInTime(call, limiter.backlog);
    await bulkhead.enter(call);
  } finally {
    limiter.backlog--;
  }
}

function waitTooLong(call: Call, error: Error, retryAfterMs: number): RateLimitError {
  if (error instanceof RateLimitError) return error;
  return new RateLimitError(
    `${error.message}; the server asks to wait ${Math.ceil(retryAfterMs)} ms, longer than this call may`,
    "RETRY_AFTER",
    retryAfterMs,
    call.errorContext(error),
  );
}
