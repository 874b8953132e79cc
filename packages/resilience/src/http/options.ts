import type { IBackoffFactory, IBreaker } from "cockatiel";
import { type Clock, systemClock } from "../clock.js";
import { defaults } from "../defaults.js";
import { ConfigurationError } from "../errors/local-errors.js";
import type { Logger, LogLevel } from "../log/logger.js";
import type { MetricsCollector } from "../metrics/collector.js";
import type { BackoffContext } from "../policies/backoff.js";
import type { RateLimiter } from "../policies/token-bucket.js";
import type { ConnectionPool, TlsOptions } from "../pool.js";
import { type ResilienceState, sharedState } from "../state.js";
import type { Fetch } from "./fetch-exchange.js";

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

/** What every client takes. `false` turns a policy off; the shared pool is always used. */
export interface ClientOptions {
  /** Where the service is, with its path if it has one (`https://example.com/nextcloud`). */
  baseUrl: string | URL;
  /** One attempt, in milliseconds; a transfer may be silent for as long. @default 30_000 */
  timeoutMs?: number | undefined;
  /** One API call with its waiting and retries, in milliseconds. @default 120_000 */
  deadlineMs?: number | false | undefined;
  /** `false` for none, a number for how many. @default { maxRetries: 3 } */
  retry?: RetryOptions | number | false | undefined;
  /** @default { threshold: 5, openMs: 60_000 } */
  circuitBreaker?: CircuitBreakerOptions | false | undefined;
  /** Requests per second, or a limiter of your own, such as the clustered one. */
  rateLimit?: number | RateLimitOptions | RateLimiter | false | undefined;
  /** Connections of this client's own. @default the pool all clients share */
  pool?: ConnectionPool | undefined;
  /** TLS settings; the client then has a pool of its own. */
  tls?: TlsOptions | undefined;
  /** Sends by `fetch` instead of the pool; `"global"` looks `globalThis.fetch` up at every call. */
  fetch?: Fetch | "global" | undefined;
  /** Headers of every request. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Put before our own in `User-Agent`. */
  userAgent?: string | undefined;
  /** A pino logger, or anything like it. @default none */
  logger?: Logger | undefined;
  /** Logs to standard error at this level, when no `logger` is given. */
  logLevel?: LogLevel | undefined;
  /** @default the process's collector */
  metrics?: MetricsCollector | undefined;
  /** The largest answer that is held in memory, in bytes. @default 64 MiB */
  maxBodyBytes?: number | undefined;
  /** Shares circuits, limits and what is known of credentials with fewer clients than all of the process. */
  state?: ResilienceState | undefined;
  /** For tests. */
  clock?: Clock | undefined;
  /** For tests. @default Math.random */
  random?: (() => number) | undefined;
}

/** The options every policy is made of, checked, with their defaults. */
export interface CheckedOptions extends Omit<ClientOptions, "retry" | "rateLimit"> {
  readonly url: URL;
  /** The base URL's path without its last slash. */
  readonly basePath: string;
  readonly timeoutMs: number;
  readonly deadlineMs: number | undefined;
  readonly retry: RetryOptions | false;
  readonly rateLimit: RateLimitOptions | RateLimiter | false;
  readonly state: ResilienceState;
  readonly clock: Clock;
  readonly random: () => number;
  readonly maxBodyBytes: number;
}

/** Checks the options once, so that nothing has to be checked per call. @throws ConfigurationError naming all that is wrong. */
export function checkOptions(service: string, options: ClientOptions, defaultRate: number): CheckedOptions {
  const problems: string[] = [];
  const url = checkUrl(options.baseUrl, problems);
  const positive = (name: string, value: number | undefined): void => {
    if (value !== undefined && !(value > 0)) problems.push(`${name} must be a positive number, not ${value}`);
  };
  const retry = typeof options.retry === "number" ? { maxRetries: options.retry } : (options.retry ?? {});
  const rateLimit =
    typeof options.rateLimit === "number"
      ? { rate: options.rateLimit }
      : (options.rateLimit ?? { rate: defaultRate });
  positive("timeoutMs", options.timeoutMs);
  positive("maxBodyBytes", options.maxBodyBytes);
  if (options.deadlineMs !== false) positive("deadlineMs", options.deadlineMs);
  if (options.circuitBreaker) {
    positive("circuitBreaker.threshold", options.circuitBreaker.threshold);
    positive("circuitBreaker.openMs", options.circuitBreaker.openMs);
  }
  if (rateLimit && "rate" in rateLimit) {
    positive("rateLimit", rateLimit.rate);
    if (rateLimit.burst !== undefined && !(rateLimit.burst >= 1)) {
      problems.push(`rateLimit.burst must be at least 1, not ${rateLimit.burst}`);
    }
  }
  if (retry && retry.maxRetries !== undefined && !(retry.maxRetries >= 0)) {
    problems.push(`retry.maxRetries must be 0 or more, not ${retry.maxRetries}`);
  }
  if (options.pool && options.tls) problems.push("tls needs a pool of its own: give pool or tls, not both");
  if (url === undefined || problems.length > 0) {
    throw new ConfigurationError(`The ${service} client cannot be made: ${problems.join("; ")}`, { service });
  }
  return {
    ...options,
    url,
    basePath: url.pathname.replace(/\/+$/, ""),
    timeoutMs: options.timeoutMs ?? defaults.timeoutMs,
    deadlineMs: options.deadlineMs === false ? undefined : (options.deadlineMs ?? defaults.deadlineMs),
    retry,
    rateLimit,
    state: options.state ?? sharedState,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    maxBodyBytes: options.maxBodyBytes ?? defaults.maxBodyBytes,
  };
}

function checkUrl(baseUrl: string | URL, problems: string[]): URL | undefined {
  let url: URL;
  try {
    url = new URL(baseUrl);
  } catch {
    problems.push("baseUrl must be an absolute URL such as https://cloud.example.com");
    return undefined;
  }
  if (url.protocol !== "https:" && url.protocol !== "http:")
    problems.push("baseUrl must begin with https:// or http://");
  // A password in a URL ends up in every log that shows the URL.
  if (url.username || url.password)
    problems.push("baseUrl must not hold a user name or password; use the options for them");
  if (url.search || url.hash) problems.push("baseUrl must not have a query or a fragment");
  return url;
}
