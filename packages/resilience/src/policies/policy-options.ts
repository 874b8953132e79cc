import type { IBackoffFactory, IBreaker } from "cockatiel";
import type { Clock } from "../clock.js";
import { defaults } from "../defaults.js";
import type { Policies } from "../pipeline/pipeline.js";
import { type BackoffContext, FullJitterBackoff } from "./backoff.js";
import type { RetryBudget } from "./retry-budget.js";
import { type RateLimiter, TokenBucket } from "./token-bucket.js";

export interface CircuitBreakerOptions {
  /** Failures in a row that open the circuit. @default 5 */
  threshold?: number | undefined;
  /** How long it stays open, in milliseconds. @default 60_000 */
  openMs?: number | undefined;
  /** Decides instead of the default when the circuit opens; cockatiel's breakers fit. */
  breaker?: IBreaker | undefined;
}

export interface RetryOptions {
  /** @default 3 */
  maxRetries?: number | undefined;
  /** How long to wait when the server did not say; cockatiel's backoffs fit. @default full jitter, 200 ms to 10 s */
  backoff?: IBackoffFactory<BackoffContext> | undefined;
  /** Bounds the share of retries while a server is down. @default true */
  budget?: boolean | undefined;
}

export interface RateLimitOptions {
  /** Requests per second. */
  rate: number;
  /** Requests that may go at once after a quiet time. @default the rate */
  burst?: number | undefined;
}

/** How often and how long: what a client and a wrapped function have in common. */
export interface PolicyOptions {
  timeoutMs?: number | undefined;
  deadlineMs?: number | false | undefined;
  retry?: RetryOptions | number | false | undefined;
  circuitBreaker?: CircuitBreakerOptions | false | undefined;
  rateLimit?: number | RateLimitOptions | RateLimiter | false | undefined;
}

/** Says what is wrong with the options; nothing of this can be checked call by call. */
export function problemsOf(options: PolicyOptions): string[] {
  const problems: string[] = [];
  const expect = (name: string, value: unknown, what: string, holds: (value: number) => boolean): void => {
    if (value === undefined) return;
    if (typeof value !== "number" || !holds(value)) problems.push(`${name} must be ${what}, not ${value}`);
  };
  const positive = (name: string, value: unknown): void =>
    expect(name, value, "a positive number", (number) => number > 0);

  positive("timeoutMs", options.timeoutMs);
  if (options.deadlineMs !== false) positive("deadlineMs", options.deadlineMs);
  if (options.circuitBreaker) {
    positive("circuitBreaker.threshold", options.circuitBreaker.threshold);
    positive("circuitBreaker.openMs", options.circuitBreaker.openMs);
  }
  if (options.retry !== false) {
    expect("retry.maxRetries", retriesOf(options.retry).maxRetries, "0 or more", (number) => number >= 0);
  }
  const { rateLimit } = options;
  if (typeof rateLimit === "number" || (rateLimit && isRate(rateLimit))) {
    const { rate, burst } = typeof rateLimit === "number" ? { rate: rateLimit } : rateLimit;
    expect("rateLimit", rate, "a positive number", (number) => number > 0 && Number.isFinite(number));
    expect("rateLimit.burst", burst, "at least 1", (number) => number >= 1 && Number.isFinite(number));
  }
  return problems;
}

/** Makes what decides about retries. @param budget Finds the budget all calls of the service share. */
export function retryPolicies(
  retry: RetryOptions | number | false | undefined,
  random: () => number,
  budget: () => RetryBudget,
): Pick<Policies, "backoff" | "maxRetries" | "budget" | "random"> {
  const backoff = new FullJitterBackoff({ random });
  if (retry === false) return { maxRetries: 0, backoff, random };
  const options = retriesOf(retry);
  return {
    maxRetries: options.maxRetries ?? defaults.maxRetries,
    backoff: options.backoff ?? backoff,
    budget: options.budget === false ? undefined : budget(),
    random,
  };
}

/** Makes the limiter of options that ask for one, or takes the user's own. */
export function limiterOf(
  rateLimit: number | RateLimitOptions | RateLimiter | false,
  clock: Clock,
  remembered: (key: string, create: () => RateLimiter) => RateLimiter = (_, create) => create(),
): RateLimiter | undefined {
  if (rateLimit === false) return undefined;
  if (typeof rateLimit !== "number" && !isRate(rateLimit)) return rateLimit;
  const { rate, burst }: RateLimitOptions = typeof rateLimit === "number" ? { rate: rateLimit } : rateLimit;
  return remembered(`${rate}/${burst ?? ""}`, () => new TokenBucket({ rate, burst, clock }));
}

/** A deadline that is for ever is none. */
export function deadlineOf(deadlineMs: number | false | undefined): number | undefined {
  return deadlineMs === false || deadlineMs === Number.POSITIVE_INFINITY ? undefined : deadlineMs;
}

/** Reads `retry`, of which a number is the short form. */
function retriesOf(retry: RetryOptions | number | undefined): RetryOptions {
  return typeof retry === "number" ? { maxRetries: retry } : (retry ?? {});
}

function isRate(limit: RateLimitOptions | RateLimiter): limit is RateLimitOptions {
  return !("tryTake" in limit);
}
