import { MetricsCollector } from "./metrics/collector.js";
import {
  CircuitBreaker,
  type CircuitBreakerSettings,
  type CircuitListener,
} from "./policies/circuit-breaker.js";
import { CredentialGate } from "./policies/credential-gate.js";
import { RetryBudget } from "./policies/retry-budget.js";
import type { RateLimiter } from "./policies/token-bucket.js";
import { ConnectionPool } from "./pool.js";
import { remember } from "./remember.js";
import { channels } from "./telemetry/channels.js";

/** What the clients of one process know together of the servers they talk to. */
export class ResilienceState {
  readonly breakers = new Map<string, CircuitBreaker>();
  readonly metrics = new MetricsCollector(() => this.breakers.values());
  readonly #budgets = new Map<string, RetryBudget>();
  readonly #gates = new Map<string, CredentialGate>();
  readonly #limiters = new Map<string, Map<string, RateLimiter>>();
  #pool: ConnectionPool | undefined;

  /** The circuit of a name; the first caller's settings count. */
  breaker(settings: CircuitBreakerSettings): CircuitBreaker {
    const onChange: CircuitListener = (name, from, to) => {
      if (channels.circuit.hasSubscribers) channels.circuit.publish({ name, from, to });
      settings.onChange?.(name, from, to);
    };
    return remember(this.breakers, settings.name, () => new CircuitBreaker({ ...settings, onChange }));
  }

  budget(key: string): RetryBudget {
    return remember(this.#budgets, key, () => new RetryBudget());
  }

  /** What is known of one credential at one origin. */
  credentialGate(key: string): CredentialGate {
    return remember(this.#gates, key, () => new CredentialGate());
  }

  limiter(origin: string, account: string, create: () => RateLimiter): RateLimiter {
    return remember(this.#limitersOf(origin), account, create);
  }

  /** Holds all accounts of an origin back. */
  pauseAll(origin: string, durationMs: number): void {
    for (const limiter of this.#limitersOf(origin).values()) limiter.pause(durationMs);
  }

  /** The pool of all clients that were given none. */
  get pool(): ConnectionPool {
    this.#pool ??= new ConnectionPool();
    return this.#pool;
  }

  /** Closes the shared pool's connections once their requests have ended. */
  async closePool(): Promise<void> {
    await this.#pool?.close();
  }

  #limitersOf(origin: string): Map<string, RateLimiter> {
    return remember(this.#limiters, origin, () => new Map());
  }
}

const key = Symbol.for("@platformq/resilience/1");
const holder: typeof globalThis & { [key]?: ResilienceState } = globalThis;

/** The state all copies of this package in the process share, an ESM and a CJS one alike. */
export const sharedState: ResilienceState = holder[key] ?? new ResilienceState();
holder[key] = sharedState;

/** Lists the circuits of this process by name, with their state. */
export function getCircuitBreakers(): ReadonlyMap<string, CircuitBreaker> {
  return sharedState.breakers;
}

/** The collector every client reports to unless it was given another. */
export function getMetricsCollector(): MetricsCollector {
  return sharedState.metrics;
}

/** Closes the connections all clients share, after the requests under way. Later calls open new ones. */
export async function closeSharedPool(): Promise<void> {
  return sharedState.closePool();
}
