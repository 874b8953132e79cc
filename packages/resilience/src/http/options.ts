import { type Clock, systemClock } from "../clock.js";
import { defaults } from "../defaults.js";
import { ConfigurationError } from "../errors/local-errors.js";
import type { Logger, LogLevel } from "../log/logger.js";
import type { MetricsCollector } from "../metrics/collector.js";
import {
  type CircuitBreakerOptions,
  deadlineOf,
  problemsOf,
  type RateLimitOptions,
  type RetryOptions,
} from "../policies/policy-options.js";
import type { RateLimiter } from "../policies/token-bucket.js";
import type { ConnectionPool, TlsOptions } from "../pool.js";
import { type ResilienceState, sharedState } from "../state.js";
import type { Fetch } from "./fetch-exchange.js";
import { FRAMING_REASON, framingIn, lowerCase } from "./request-headers.js";

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
export interface CheckedOptions extends ClientOptions {
  readonly url: URL;
  /** The base URL's path without its last slash. */
  readonly basePath: string;
  readonly timeoutMs: number;
  readonly deadlineMs: number | undefined;
  readonly rateLimit: number | RateLimitOptions | RateLimiter | false;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly state: ResilienceState;
  readonly clock: Clock;
  readonly random: () => number;
  readonly maxBodyBytes: number;
}

/** Checks the options once, so that nothing has to be checked per call. @throws ConfigurationError naming all that is wrong. */
export function checkOptions(service: string, options: ClientOptions, defaultRate: number): CheckedOptions {
  const problems = problemsOf(options);
  const url = checkUrl(options.baseUrl, problems);
  const { maxBodyBytes = defaults.maxBodyBytes } = options;
  if (!(maxBodyBytes > 0)) problems.push(`maxBodyBytes must be a positive number, not ${maxBodyBytes}`);
  const headers = lowerCase(options.headers);
  for (const name of framingIn(headers)) problems.push(`headers must not hold ${name}: ${FRAMING_REASON}`);
  if (options.pool && options.tls) problems.push("tls needs a pool of its own: give pool or tls, not both");
  if (url === undefined || problems.length > 0) {
    throw new ConfigurationError(`The ${service} client cannot be made: ${problems.join("; ")}`, { service });
  }
  return {
    ...options,
    url,
    basePath: url.pathname.replace(/\/+$/, ""),
    timeoutMs: options.timeoutMs ?? defaults.timeoutMs,
    deadlineMs: deadlineOf(options.deadlineMs ?? defaults.deadlineMs),
    rateLimit: options.rateLimit ?? defaultRate,
    headers,
    state: options.state ?? sharedState,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    maxBodyBytes,
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
