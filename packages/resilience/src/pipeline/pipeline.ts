import type { IBackoff, IBackoffFactory } from "cockatiel";
import { RateLimitError, TimeoutError } from "../errors/local-errors.js";
import type { Verdict } from "../outcome.js";
import type { BackoffContext } from "../policies/backoff.js";
import type { Bulkhead } from "../policies/bulkhead.js";
import type { CircuitBreaker, Permit } from "../policies/circuit-breaker.js";
import type { RetryBudget } from "../policies/retry-budget.js";
import type { RateLimiter } from "../policies/token-bucket.js";
import type { PipelineObserver } from "../telemetry/observer.js";
import { Call } from "./call.js";
import { sleep } from "./sleep.js";

/** Holds every account of an origin back while the server says so. */
interface OriginPause {
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

/** An attempt that leads on to another request, as a redirect does: not a failure, and no retry. */
export const ONWARD = Symbol("onward");

/** A call as the pipeline runs it: what is done inside the policies. */
export abstract class PipelineCall<T> extends Call {
  abstract readonly policies: Policies;
  abstract readonly observer: PipelineObserver;
  retries = 0;
  refreshed = false;
  backoff: IBackoff<BackoffContext> | undefined;
  /** The permit of the one call that probes a half-open circuit. */
  probe: Permit | undefined;

  /** Runs before anything is taken, in every round: the credential waits here. */
  prepare(): Promise<void> | undefined {
    return undefined;
  }

  /** Runs when a prepared round ends before its attempt began. */
  abandon(): void {}

  /** Refreshes the credential after a 401; `true` when another one is there. */
  async refresh(): Promise<boolean> {
    return false;
  }

  /** One attempt. It judges its permit itself, as soon as it can: when the headers have arrived. */
  abstract attempt(permit: Permit): Promise<T | FailedAttempt | typeof ONWARD>;

  /** Runs once, when the call is over; for a body in the caller's hands, when that has ended. */
  abstract finish(error: unknown): void;
}

/** A server's time is never cut short, and a crowd that heard it does not come back at once. */
const RETRY_AFTER_SPREAD_MS = 250;
/** A wait longer than this is the caller's decision. */
const MAX_RETRY_AFTER_MS = 60_000;
/** Nor may a server whose clock is wrong silence an account for good: after this it is asked again. */
const MAX_PAUSE_MS = 3_600_000;
/** The permit of a lane without a breaker; no breaker knows it. */
const NO_PERMIT: Permit = -1;

/**
 * Runs one call through gate, credential, bulkhead, limiter, breaker and attempt, again and again until it is decided.
 *
 * This loop is the only place that repeats a request. Calls wait for a slot in this function and in no other, because
 * every suspended function a waiting call is in costs memory.
 */
export async function runPipeline<T>(call: PipelineCall<T>): Promise<T> {
  let failure: unknown;
  try {
    for (;;) {
      const { bulkhead, limiter } = call.policies;
      call.throwIfEnded();
      call.probe = call.policies.breaker?.gate(call);
      const prepared = call.prepare();
      if (prepared) await prepared;
      if (bulkhead && !bulkhead.tryEnter(call)) {
        // The rate limit behind this queue may already put the call after its deadline.
        limiter?.assertInTime(call, limiter.backlog);
        if (limiter) limiter.backlog++;
        try {
          if (!(await bulkhead.enter(call))) call.throwIfEnded();
        } finally {
          if (limiter) limiter.backlog--;
        }
      }
      const result = await attemptInSlot(call);
      if (result === ONWARD) continue;
      if (!(result instanceof FailedAttempt)) {
        call.policies.budget?.succeeded(call.retries);
        return result;
      }
      await recover(call, result);
    }
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    // A probe that never went out must not keep the circuit, or the credential, from being probed.
    if (call.probe !== undefined) call.policies.breaker?.cancel(call.probe);
    call.abandon();
    if (!call.handedOver) call.finish(failure);
  }
}

async function attemptInSlot<T>(call: PipelineCall<T>): Promise<T | FailedAttempt | typeof ONWARD> {
  const { breaker, bulkhead, limiter } = call.policies;
  try {
    if (limiter && !limiter.tryTake()) await limiter.take(call);
    let permit: Permit;
    try {
      // While it waited, the call may have ended and the circuit may have opened.
      call.throwIfEnded();
      permit = call.probe ?? breaker?.permit(call) ?? NO_PERMIT;
    } catch (error) {
      limiter?.giveBack();
      throw error;
    }
    call.probe = undefined;
    call.attempts++;
    let result: T | FailedAttempt | typeof ONWARD;
    try {
      result = await call.attempt(permit);
    } catch (error) {
      // Code of others threw (a reader, a service's rules): if the permit was not judged yet, it never will be.
      breaker?.cancel(permit);
      throw error;
    }
    if (result instanceof FailedAttempt && result.verdict.limiter === "give-back") limiter?.giveBack();
    return result;
  } finally {
    bulkhead?.leave(call);
  }
}

/** Waits until a failed attempt may be repeated, or throws its error when it may not. */
async function recover<T>(
  call: PipelineCall<T>,
  { error, verdict, retryAfterMs }: FailedAttempt,
): Promise<void> {
  const { limiter, origin, budget, maxRetries } = call.policies;
  if (
    retryAfterMs !== undefined &&
    (verdict.limiter === "pause-account" || verdict.limiter === "pause-all")
  ) {
    const pauseMs = Math.min(retryAfterMs, MAX_PAUSE_MS);
    // Also for all: a limiter of the user's own is in no registry.
    limiter?.pause(pauseMs);
    if (verdict.limiter === "pause-all") origin?.pauseAll(pauseMs);
  }
  if (error instanceof RateLimitError) call.observer.rateLimited(call, retryAfterMs);
  if (verdict.retry === false) throw error;

  if (verdict.retry === "refresh") {
    if (call.refreshed || !(await call.refresh())) throw error;
    call.refreshed = true;
    return;
  }

  if (call.retries >= maxRetries) throw error;
  const delayMs = retryAfterMs === undefined ? backoffMs(call) : serverDelayMs(call, error, retryAfterMs);
  // Waiting for a retry that cannot happen any more would only make the failure late.
  if (delayMs >= call.remainingMs) throw error;
  if (budget?.tryRetry(error instanceof TimeoutError) === false) throw error;
  call.retries++;
  call.observer.retry(call, error, delayMs);
  await sleep(call, delayMs);
}

function backoffMs<T>(call: PipelineCall<T>): number {
  call.backoff = (call.backoff ?? call.policies.backoff).next({ attempt: call.retries + 1 });
  return call.backoff.duration;
}

function serverDelayMs<T>(call: PipelineCall<T>, error: Error, retryAfterMs: number): number {
  if (retryAfterMs <= MAX_RETRY_AFTER_MS && retryAfterMs < call.remainingMs) {
    return Math.min(retryAfterMs + call.policies.random() * RETRY_AFTER_SPREAD_MS, call.remainingMs - 1);
  }
  if (error instanceof RateLimitError) throw error;
  throw new RateLimitError(
    `${error.message}; the server asks to wait ${Math.ceil(retryAfterMs)} ms, longer than this call may`,
    "RETRY_AFTER",
    retryAfterMs,
    call.errorContext(error),
  );
}
