import { OperationMetrics } from "./operation-metrics.js";
import { type CircuitReading, renderPrometheus } from "./prometheus.js";

/** Names come from code, but a name made from data must not fill the memory. */
const MAX_SERVICES = 64;
const MAX_OPERATIONS = 256;
const SURPLUS = "other";

/** Counts and latencies of one operation, one service or everything. */
export interface RequestStats {
  /** Calls that ended, whether sent or refused before. A call with three attempts is one request. */
  totalRequests: number;
  /** Requests that ended in an error. */
  failedRequests: number;
  /** Attempts after a first one: a call that was tried four times counts three. */
  retriedRequests: number;
  /** Times a rate limit refused an attempt, the server's or our own. */
  rateLimitedRequests: number;
  /** In milliseconds, from the call's start to its end, with queueing and backoff. */
  avgLatencyMs: number;
  p50LatencyMs: number;
  p95LatencyMs: number;
  p99LatencyMs: number;
}

export interface ServiceStats extends RequestStats {
  /** By operation: a method and a path pattern, never a URL. What is beyond 256 counts under `other`. */
  operations: Record<string, RequestStats>;
}

export interface Stats extends RequestStats {
  services: Record<string, ServiceStats>;
}

/**
 * Counts requests and measures their latency, per service and operation.
 *
 * A request is one call of a user with all its attempts; it counts when it has ended, in whatever way. Percentiles are
 * within 2 %. Recording is two look-ups and an increment.
 */
export class MetricsCollector {
  readonly #services = new Map<string, Map<string, OperationMetrics>>();

  /** @param circuits Reads the circuits' states for {@link toPrometheus}. */
  constructor(private readonly circuits: () => Iterable<CircuitReading> = () => []) {}

  /** Counts a call that has ended. */
  record(service: string, operation: string, durationMs: number, failed: boolean): void {
    const metrics = this.#metricsOf(service, operation);
    metrics.latency.record(durationMs);
    if (failed) metrics.failed++;
  }

  /** Counts an attempt that repeats a failed one. */
  retried(service: string, operation: string): void {
    this.#metricsOf(service, operation).retried++;
  }

  /** Counts an attempt a rate limit refused. */
  rateLimited(service: string, operation: string): void {
    this.#metricsOf(service, operation).rateLimited++;
  }

  /** Reads everything counted so far. */
  getStats(): Stats {
    const total = new OperationMetrics();
    const services: [string, ServiceStats][] = [];
    for (const [service, byOperation] of this.#services) {
      const sum = new OperationMetrics();
      const operations: [string, RequestStats][] = [];
      for (const [operation, metrics] of byOperation) {
        sum.merge(metrics);
        operations.push([operation, statsOf(metrics)]);
      }
      total.merge(sum);
      services.push([service, { ...statsOf(sum), operations: Object.fromEntries(operations) }]);
    }
    return { ...statsOf(total), services: Object.fromEntries(services) };
  }

  /** Starts counting anew. */
  reset(): void {
    this.#services.clear();
  }

  /** Writes everything as Prometheus text, to be served as `text/plain; version=0.0.4`. */
  toPrometheus(): string {
    const series = [...this.#services].flatMap(([service, byOperation]) =>
      [...byOperation].map(([operation, metrics]) => ({ service, operation, metrics })),
    );
    return renderPrometheus(series, this.circuits());
  }

  #metricsOf(service: string, operation: string): OperationMetrics {
    const operations =
      this.#services.get(service) ?? entryOf(this.#services, service, MAX_SERVICES, () => new Map());
    return (
      operations.get(operation) ??
      entryOf(operations, operation, MAX_OPERATIONS, () => new OperationMetrics())
    );
  }
}

/** Makes room for a new name; in a full map it shares the entry of the surplus. */
function entryOf<T>(map: Map<string, T>, name: string, limit: number, create: () => T): T {
  const key = map.size < limit ? name : SURPLUS;
  let entry = map.get(key);
  if (entry === undefined) {
    entry = create();
    map.set(key, entry);
  }
  return entry;
}

function statsOf({ latency, failed, retried, rateLimited }: OperationMetrics): RequestStats {
  return {
    totalRequests: latency.count,
    failedRequests: failed,
    retriedRequests: retried,
    rateLimitedRequests: rateLimited,
    avgLatencyMs: latency.averageMs,
    p50LatencyMs: latency.percentileMs(0.5),
    p95LatencyMs: latency.percentileMs(0.95),
    p99LatencyMs: latency.percentileMs(0.99),
  };
}
