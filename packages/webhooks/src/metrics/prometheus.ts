import type { Platform } from "../platform.js";
import { type EventCounts, lagBoundsMs, type PlatformCounts } from "./webhook-metrics.js";

/** All labels are names of ours, so there is nothing to escape. */
function sample(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
  return `${name}{${pairs.join(",")}} ${value}`;
}

function family(name: string, type: string, help: string, samples: readonly string[]): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples];
}

/** Writes the counts in Prometheus' text format. @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function renderWebhookMetrics(platforms: ReadonlyMap<Platform, PlatformCounts>): string {
  const rows = [...platforms].flatMap(([platform, { events }]) =>
    [...events].map(([type, counts]) => ({ labels: { platform, type }, counts })),
  );
  const counter = (name: string, help: string, read: (counts: EventCounts) => number): string[] =>
    family(
      name,
      "counter",
      help,
      rows.map(({ labels, counts }) => sample(name, labels, read(counts))),
    );
  const lag = "platformq_webhook_lag_seconds";

  return [
    ...family(
      "platformq_webhook_received_total",
      "counter",
      "Requests at a platform's address.",
      [...platforms].map(([platform, { received }]) =>
        sample("platformq_webhook_received_total", { platform }, received),
      ),
    ),
    ...family(
      "platformq_webhook_rejected_total",
      "counter",
      "Requests that were refused.",
      [...platforms].flatMap(([platform, { rejected }]) =>
        [...rejected].map(([reason, count]) =>
          sample("platformq_webhook_rejected_total", { platform, reason }, count),
        ),
      ),
    ),
    ...counter("platformq_webhook_verified_total", "Deliveries with a known sender.", (c) => c.verified),
    ...counter("platformq_webhook_duplicates_total", "Deliveries known already.", (c) => c.duplicates),
    ...counter("platformq_webhook_handled_total", "Events whose handlers were done.", (c) => c.handled),
    ...counter("platformq_webhook_failed_total", "Attempts in which a handler failed.", (c) => c.failed),
    ...family(
      lag,
      "histogram",
      "From an event's occurrence to its handling.",
      rows.flatMap(({ labels, counts }) => [
        ...lagBoundsMs.map((bound, index) =>
          sample(`${lag}_bucket`, { ...labels, le: String(bound / 1000) }, counts.lag.upTo[index] ?? 0),
        ),
        sample(`${lag}_bucket`, { ...labels, le: "+Inf" }, counts.lag.count),
        sample(`${lag}_sum`, labels, counts.lag.sumMs / 1000),
        sample(`${lag}_count`, labels, counts.lag.count),
      ]),
    ),
    "",
  ].join("\n");
}
