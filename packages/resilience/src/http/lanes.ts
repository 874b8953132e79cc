import { defaults } from "../defaults.js";
import type { Policies } from "../pipeline/pipeline.js";
import { FullJitterBackoff } from "../policies/backoff.js";
import type { CircuitBreaker, CircuitListener } from "../policies/circuit-breaker.js";
import { FailureWindow } from "../policies/failure-window.js";
import { type RateLimiter, TokenBucket } from "../policies/token-bucket.js";
import type { ConnectionPool, Lane } from "../pool.js";
import type { CheckedOptions } from "./options.js";

/** Makes the policies of a client's three lanes for one origin. */
export function createLanes(
  service: string,
  account: string,
  options: CheckedOptions,
  pool: ConnectionPool,
  onCircuit: CircuitListener,
): Readonly<Record<Lane, Policies>> {
  const { origin } = options.url;
  const { state, retry } = options;
  const shared: Policies = {
    breaker: createBreaker(service, options, onCircuit),
    limiter: createLimiter(account, options),
    origin: { pauseAll: (durationMs) => state.pauseAll(origin, durationMs) },
    budget: retry && retry.budget !== false ? state.budget(`${service} ${origin}`) : undefined,
    backoff: (retry ? retry.backoff : undefined) ?? new FullJitterBackoff({ random: options.random }),
    maxRetries: retry ? (retry.maxRetries ?? defaults.maxRetries) : 0,
    random: options.random,
  };
  return {
    api: { ...shared, bulkhead: pool.bulkhead(origin, "api") },
    transfer: { ...shared, bulkhead: pool.bulkhead(origin, "transfer") },
    // A poll that times out is no failure, and its loop decides when to ask again.
    longpoll: {
      bulkhead: pool.bulkhead(origin, "longpoll"),
      backoff: shared.backoff,
      maxRetries: 0,
      random: options.random,
    },
  };
}

function createBreaker(
  service: string,
  options: CheckedOptions,
  onChange: CircuitListener,
): CircuitBreaker | undefined {
  if (options.circuitBreaker === false) return undefined;
  const { clock, state } = options;
  const {
    threshold = defaults.breakerThreshold,
    openMs = defaults.breakerOpenMs,
    breaker,
  } = options.circuitBreaker ?? {};
  const isDefault = threshold === defaults.breakerThreshold && openMs === defaults.breakerOpenMs && !breaker;
  // Clients that ask for other limits get a circuit of their own instead of somebody else's limits.
  const limits = isDefault ? "" : ` (${breaker ? breaker.constructor.name : threshold}, ${openMs} ms)`;
  return state.breaker({
    name: `${service} ${options.url.origin}${limits}`,
    breaker: breaker ?? new FailureWindow({ threshold, clock }),
    openMs,
    clock,
    onChange,
  });
}

function createLimiter(account: string, options: CheckedOptions): RateLimiter | undefined {
  const { rateLimit, state, clock, url } = options;
  if (rateLimit === false) return undefined;
  if (!("rate" in rateLimit)) return rateLimit;
  const { rate, burst } = rateLimit;
  const key = `${account} ${rate}/${burst ?? ""}`;
  return state.limiter(url.origin, key, () => new TokenBucket({ rate, burst, clock }));
}
