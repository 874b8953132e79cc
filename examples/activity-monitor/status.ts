import { setTimeout as sleep } from "node:timers/promises";
import type { Platform as Clients } from "@platformq/config";
import { getCircuitBreakers, getMetricsCollector, isPlatformError } from "@platformq/resilience";
import { type Platform, platforms, type Webhooks } from "@platformq/webhooks";
import type { Feed } from "./feed.js";

const SHOW_EVERY_MS = 2_000;

/** The state of one service. Latencies are milliseconds. */
export interface ServiceStatus {
  readonly circuit: string;
  /** Until an open circuit lets a call try again. */
  readonly retryAfterMs: number;
  /** Why the service cannot be used, if it cannot. */
  readonly problem?: string | undefined;
  readonly version?: string | undefined;
  readonly requests: number;
  readonly failed: number;
  readonly retried: number;
  readonly rateLimited: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** The average since the status before, `null` when nothing was asked since. */
  readonly latency: number | null;
  readonly events: number;
  readonly refused: number;
}

/** The state of all services at one time, in milliseconds since 1970. */
export interface Status {
  readonly at: number;
  readonly services: Readonly<Record<Platform, ServiceStatus>>;
}

interface Watch {
  readonly platform: Clients;
  readonly webhooks: Webhooks;
  readonly feed: Feed;
  /** How often the services are asked even when nobody uses them, so that trouble shows. */
  readonly askEveryMs: number;
  readonly signal: AbortSignal;
}

/** Shows the services' state again and again until the signal aborts. */
export async function watchStatus({ platform, webhooks, feed, askEveryMs, signal }: Watch): Promise<void> {
  const known = new Map<Platform, Pick<ServiceStatus, "problem" | "version">>();
  const before = new Map<Platform, { requests: number; totalMs: number }>();
  let asked = Number.NEGATIVE_INFINITY;

  const ask = async (): Promise<void> => {
    const health = await platform.checkHealth();
    for (const service of platforms) {
      const state = health[service];
      if (state.ok) known.set(service, { version: state.version });
      else known.set(service, { problem: isPlatformError(state.error) ? state.error.code : "UNKNOWN" });
    }
  };

  const statusOf = (service: Platform): ServiceStatus => {
    const stats = getMetricsCollector().getStats().services[service];
    const requests = stats?.totalRequests ?? 0;
    const totalMs = requests * (stats?.avgLatencyMs ?? 0);
    const last = before.get(service) ?? { requests: 0, totalMs: 0 };
    before.set(service, { requests, totalMs });
    const circuits = [...getCircuitBreakers().values()].filter(({ name }) => name.startsWith(`${service} `));
    const worst = circuits.find(({ isOpen }) => isOpen) ?? circuits.find(({ state }) => state !== "closed");
    const counts = webhooks.metrics.getStats().get(service);
    return {
      circuit: worst?.state ?? "closed",
      retryAfterMs: worst?.retryAfterMs ?? 0,
      ...known.get(service),
      requests,
      failed: stats?.failedRequests ?? 0,
      retried: stats?.retriedRequests ?? 0,
      rateLimited: stats?.rateLimitedRequests ?? 0,
      p50: stats?.p50LatencyMs ?? 0,
      p95: stats?.p95LatencyMs ?? 0,
      p99: stats?.p99LatencyMs ?? 0,
      latency: requests > last.requests ? (totalMs - last.totalMs) / (requests - last.requests) : null,
      events: sum(counts?.events.values(), ({ verified, duplicates }) => verified - duplicates),
      refused: sum(counts?.rejected.values(), (count) => count),
    };
  };

  while (!signal.aborted) {
    if (performance.now() - asked >= askEveryMs) {
      asked = performance.now();
      // Not waited for: a service that hangs must not keep the state of the others from the page.
      void ask();
    }
    const [nextcloud, zulip, openproject] = [
      statusOf("nextcloud"),
      statusOf("zulip"),
      statusOf("openproject"),
    ];
    feed.show({ at: Date.now(), services: { nextcloud, zulip, openproject } });
    await sleep(SHOW_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

function sum<T>(values: Iterable<T> | undefined, read: (value: T) => number): number {
  return [...(values ?? [])].reduce((total, value) => total + read(value), 0);
}
