import type { CircuitStateName } from "../policies/circuit-breaker.js";
import type { OperationMetrics } from "./operation-metrics.js";

/** The metrics of one operation and its names. */
export interface Series {
  service: string;
  operation: string;
  metrics: OperationMetrics;
}

/** What is shown of a circuit; a `CircuitBreaker` fits as it is. */
export interface CircuitReading {
  readonly name: string;
  readonly state: CircuitStateName;
}

const circuitStates: Record<CircuitStateName, number> = { closed: 0, "half-open": 1, open: 2, isolated: 3 };

/** 1 ms to 131 s. Powers of two are edges of the histogram, so that every count is exact. */
const upperBoundsMs = Array.from({ length: 18 }, (_, exponent) => 2 ** exponent);

type Labels = Record<string, string>;

function escapeLabel(value: string): string {
  return value.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
}

function sample(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  return `${name}{${pairs.join(",")}} ${value}`;
}

function family(
  name: string,
  type: "counter" | "gauge" | "histogram",
  help: string,
  samples: string[],
): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples];
}

function durations(labels: Labels, { latency }: OperationMetrics): string[] {
  const name = "platformq_request_duration_seconds";
  return [
    ...upperBoundsMs.map((ms) =>
      sample(`${name}_bucket`, { ...labels, le: `${ms / 1000}` }, latency.countUpTo(ms)),
    ),
    sample(`${name}_bucket`, { ...labels, le: "+Inf" }, latency.count),
    sample(`${name}_sum`, labels, latency.sumMs / 1000),
    sample(`${name}_count`, labels, latency.count),
  ];
}

/**
 * Writes metrics in Prometheus' text exposition format 0.0.4.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function renderPrometheus(series: readonly Series[], circuits: Iterable<CircuitReading>): string {
  const rows = series.map(({ service, operation, metrics }) => ({ labels: { service, operation }, metrics }));
  const counter = (name: string, help: string, read: (metrics: OperationMetrics) => number): string[] =>
    family(
      name,
      "counter",
      help,
      rows.map(({ labels, metrics }) => sample(name, labels, read(metrics))),
    );

  return [
    ...counter(
      "platformq_requests_total",
      "Calls that ended, each with all its attempts.",
      (m) => m.latency.count,
    ),
    ...counter("platformq_failed_requests_total", "Calls that ended in an error.", (m) => m.failed),
    ...counter("platformq_retried_requests_total", "Attempts that repeated a failed one.", (m) => m.retried),
    ...counter(
      "platformq_rate_limited_requests_total",
      "Attempts a rate limit refused.",
      (m) => m.rateLimited,
    ),
    ...family(
      "platformq_request_duration_seconds",
      "histogram",
      "Duration of calls from start to end, with their waiting.",
      rows.flatMap(({ labels, metrics }) => durations(labels, metrics)),
    ),
    ...family(
      "platformq_circuit_state",
      "gauge",
      "State of a circuit: 0 closed, 1 half-open, 2 open, 3 isolated.",
      [...circuits].map(({ name, state }) =>
        sample("platformq_circuit_state", { name }, circuitStates[state]),
      ),
    ),
    "",
  ].join("\n");
}
