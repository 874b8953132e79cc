import { defaults } from "../defaults.js";
import type { Policies } from "../pipeline/pipeline.js";
import type { CircuitBreaker, CircuitListener } from "../policies/circuit-breaker.js";
import { FailureWindow } from "../policies/failure-window.js";
import { limiterOf, retryPolicies } from "../policies/policy-options.js";
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
  const { state } = options;
  const shared: Policies = {
    breaker: createBreaker(service, options, onCircuit),
    limiter: limiterOf(options.rateLimit, options.clock, (rate, create) =>
      state.limiter(origin, `${account} ${rate}`, create),
    ),
    origin: { pauseAll: (durationMs) => state.pauseAll(origin, durationMs) },
    ...retryPolicies(options.retry, options.random, () => state.budget(`${service} ${origin}`)),
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
