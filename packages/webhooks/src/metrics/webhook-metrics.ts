import type { MetricsCollector } from "@platformq/resilience";
import type { Platform } from "../platform.js";
import type { RejectionReason } from "../rejection.js";
import { renderWebhookMetrics } from "./prometheus.js";

/** What is counted of one type of event of a platform. */
export interface EventCounts {
  /** Deliveries whose sender was verified, and events that were fetched. */
  verified: number;
  /** Of those, the ones that were known already. */
  duplicates: number;
  /** Events all of whose handlers were done. */
  handled: number;
  /** Attempts in which a handler failed. */
  failed: number;
  /** From an event's occurrence to the beginning of its handling, by the bounds of {@link lagBoundsMs}. */
  lag: LagCounts;
}

/** A small histogram. */
export interface LagCounts {
  count: number;
  sumMs: number;
  /** How many took at most the bound of the same index. */
  upTo: number[];
}

/** What is counted of one platform. */
export interface PlatformCounts {
  /** Requests at the platform's address, whoever sent them. */
  received: number;
  /** Refused requests by reason. */
  rejected: Map<RejectionReason, number>;
  /** By our name of the event, or `unknown`. */
  events: Map<string, EventCounts>;
}

/** Webhooks wait for a cron job or an aggregation of minutes, event queues do not. */
export const lagBoundsMs = Object.freeze([100, 1_000, 5_000, 30_000, 60_000, 300_000, 900_000, 3_600_000]);

/** Counts webhooks. Names are ours, so that nobody can make up a new one. */
export class WebhookMetrics {
  readonly #platforms = new Map<Platform, PlatformCounts>();

  /** @param collector Gets the handlings as requests of the service `webhooks`; its text comes first in ours. */
  constructor(private readonly collector: MetricsCollector) {}

  received(platform: Platform): void {
    this.#of(platform).received++;
  }

  rejected(platform: Platform, reason: RejectionReason): void {
    const { rejected } = this.#of(platform);
    rejected.set(reason, (rejected.get(reason) ?? 0) + 1);
  }

  verified(platform: Platform, type: string): void {
    this.#event(platform, type).verified++;
  }

  duplicate(platform: Platform, type: string): void {
    this.#event(platform, type).duplicates++;
  }

  /** Counts an attempt at an event that has ended. */
  handled(platform: Platform, type: string, durationMs: number, failed: boolean): void {
    const counts = this.#event(platform, type);
    if (failed) counts.failed++;
    else counts.handled++;
    this.collector.record("webhooks", `${platform}:${type}`, durationMs, failed);
  }

  lag(platform: Platform, type: string, lagMs: number): void {
    const { lag } = this.#event(platform, type);
    // The clocks of two machines differ.
    const ms = Math.max(0, lagMs);
    lag.count++;
    lag.sumMs += ms;
    lagBoundsMs.forEach((bound, index) => {
      if (ms <= bound) lag.upTo[index] = (lag.upTo[index] ?? 0) + 1;
    });
  }

  /** Reads everything counted so far. */
  getStats(): ReadonlyMap<Platform, Readonly<PlatformCounts>> {
    return this.#platforms;
  }

  /** Writes the clients' metrics and these as Prometheus text, to be served as `text/plain; version=0.0.4`. */
  toPrometheus(): string {
    return `${this.collector.toPrometheus()}${renderWebhookMetrics(this.#platforms)}`;
  }

  #of(platform: Platform): PlatformCounts {
    let counts = this.#platforms.get(platform);
    if (counts === undefined) {
      counts = { received: 0, rejected: new Map(), events: new Map() };
      this.#platforms.set(platform, counts);
    }
    return counts;
  }

  #event(platform: Platform, type: string): EventCounts {
    const { events } = this.#of(platform);
    let counts = events.get(type);
    if (counts === undefined) {
      const lag = { count: 0, sumMs: 0, upTo: lagBoundsMs.map(() => 0) };
      counts = { verified: 0, duplicates: 0, handled: 0, failed: 0, lag };
      events.set(type, counts);
    }
    return counts;
  }
}
