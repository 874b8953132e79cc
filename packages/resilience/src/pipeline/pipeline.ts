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

  /** Runs before anything is taken, in every round: the credential waits here. */
  prepare(): Promise<void> | undefined {
    return undefined;
  }

  /** Tells, right before the attempt, whether what was prepared still holds; if not, the round begins anew. */
  isPrepared(): boolean {
    return true;
  }

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
 * Runs one call through gate, credential, bulkhead with limiter, breaker and attempt, again and again until it is
 * decided.
 *
 * This loop is the only place that repeats a request. Calls wait for a slot in this function and in no other, because
 * every suspended function a waiting call is in costs memory.
 */
export async function runPipeline<T>(call: PipelineCall<T>): Promise<T> {
  let failure: unknown;
  try {
    for (;;) {
      const { breaker, bulkhead, limiter } = call.policies;
      call.throwIfEnded();
      breaker?.gate(call);
      const prepared = call.prepare();
      if (prepared) await prepared;
      try {
        if (bulkhead === undefined) {
          if (limiter?.tryTake() === false) await limiter.take(call);
        } else if (!bulkhead.tryEnter(call, limiter) && !(await bulkhead.enter(call, limiter))) {
          call.throwIfEnded();
        }
      } catch (error) {
        // A call that our own rate limit refused is counted like an attempt that the server's refuses.
        if (error instanceof RateLimitError) call.observer.rateLimited(call, error.retryAfterMs);
        throw error;
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
    if (!call.handedOver) call.finish(failure);
  }
}

/** Makes the attempt; the slot and the token are there. */
async function attemptInSlot<T>(call: PipelineCall<T>): Promise<T | FailedAttempt | typeof ONWARD> {
  const { breaker, bulkhead, limiter } = call.policies;
  try {
    const permit = permitOf(call);
    if (permit === undefined) return ONWARD;
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

/**
 * Looks again at what may have changed while the call waited: it may have ended, the circuit opened, the credential been
 * refused. Gives the token back if there is no attempt; `undefined` sends the call round once more.
 */
function permitOf<T>(call: PipelineCall<T>): Permit | undefined {
  const { breaker, limiter } = call.policies;
  let permit: Permit | undefined;
  try {
    call.throwIfEnded();
    permit = breaker?.permit(call) ?? NO_PERMIT;
    if (call.isPrepared()) return permit;
  } catch (error) {
    limiter?.giveBack();
    throw error;
  }
  breaker?.cancel(permit);
  limiter?.giveBack();
  return undefined;
}

/** Waits until a failed attempt may be repeated, or throws its error when it may not. */
async function recover<T>(
  call: PipelineCall<T>,
  { error, verdict, retryAfterMs }: FailedAttempt,
): Promise<void> {
  const { breaker, limiter, origin, budget, maxRetries } = call.policies;
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
  // The circuit would refuse it, perhaps because of this very failure, which tells more than an open circuit.
  if (breaker && breaker.retryAfterMs > delayMs) throw error;
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
