import { describe, expect, it } from "vitest";
import { MetricsCollector } from "../../src/metrics/collector.js";
import type { CircuitReading } from "../../src/metrics/prometheus.js";

/** A line of the exposition format: a comment, or a name with labels and a number. */
const LINE =
  /^(?:# (?:HELP [a-z_]+ .+|TYPE [a-z_]+ (?:counter|gauge|histogram))|[a-z_]+\{(?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)+\} (?:[\d.e+-]+))$/;

function linesOf(metrics: MetricsCollector): string[] {
  const text = metrics.toPrometheus();
  expect(text.endsWith("\n")).toBe(true);
  return text.slice(0, -1).split("\n");
}

describe("Prometheus text", () => {
  it("is well formed, each family announced once before its samples", () => {
    const metrics = new MetricsCollector(() => [{ name: "https://cloud.example", state: "open" }]);
    metrics.record("zulip", "POST messages/{}/reactions", 12, false);
    metrics.record("nextcloud", "PROPFIND files", 12, true);
    const lines = linesOf(metrics);
    for (const line of lines) expect(line).toMatch(LINE);

    let announced = "";
    const families = new Set<string>();
    for (const line of lines) {
      const type = /^# TYPE (\S+)/.exec(line)?.[1];
      if (type) {
        expect(families.has(type)).toBe(false);
        announced = type;
        families.add(type);
      } else if (!line.startsWith("#")) {
        expect(line.replace(/(?:_bucket|_sum|_count)?\{.*/, "")).toBe(announced);
      }
    }
    expect([...families]).toEqual([
      "platformq_requests_total",
      "platformq_failed_requests_total",
      "platformq_retried_requests_total",
      "platformq_rate_limited_requests_total",
      "platformq_request_duration_seconds",
      "platformq_circuit_state",
    ]);
  });

  it("shows the counters of each operation", () => {
    const metrics = new MetricsCollector();
    metrics.record("zulip", "GET users", 12, true);
    metrics.record("zulip", "GET users", 12, false);
    metrics.retried("zulip", "GET users");
    metrics.rateLimited("zulip", "GET users");
    const labels = '{service="zulip",operation="GET users"}';
    expect(linesOf(metrics)).toEqual(
      expect.arrayContaining([
        `platformq_requests_total${labels} 2`,
        `platformq_failed_requests_total${labels} 1`,
        `platformq_retried_requests_total${labels} 1`,
        `platformq_rate_limited_requests_total${labels} 1`,
      ]),
    );
  });

  it("shows durations as a cumulative histogram in seconds", () => {
    const metrics = new MetricsCollector();
    for (const ms of [0.4, 1, 3, 64, 70, 900_000]) metrics.record("zulip", "GET users", ms, false);
    const lines = linesOf(metrics);
    const buckets = lines
      .filter((line) => line.includes("_bucket{"))
      .map((line) => /le="([^"]+)"} (\d+)$/.exec(line)?.slice(1).join(" "));
    expect(buckets).toEqual([
      ...["0.001 2", "0.002 2", "0.004 3", "0.008 3", "0.016 3", "0.032 3", "0.064 4", "0.128 5"],
      ...["0.256 5", "0.512 5", "1.024 5", "2.048 5", "4.096 5", "8.192 5", "16.384 5", "32.768 5"],
      ...["65.536 5", "131.072 5", "+Inf 6"],
    ]);
    const sum = lines.find((line) => line.startsWith("platformq_request_duration_seconds_sum"));
    expect(Number(sum?.split(" ").at(-1))).toBeCloseTo(900.1384);
    expect(lines).toContain(
      'platformq_request_duration_seconds_count{service="zulip",operation="GET users"} 6',
    );
  });

  it("escapes backslash, quote and line feed in labels", () => {
    const metrics = new MetricsCollector();
    metrics.record("a\\b", 'say "hi"\nplease', 1, false);
    expect(linesOf(metrics)).toContain(
      'platformq_requests_total{service="a\\\\b",operation="say \\"hi\\"\\nplease"} 1',
    );
  });

  it("reads the circuits at each scrape", () => {
    const circuits: CircuitReading[] = [
      { name: "a", state: "closed" },
      { name: "b", state: "half-open" },
      { name: "c", state: "isolated" },
    ];
    const metrics = new MetricsCollector(() => circuits);
    const states = (): string[] =>
      linesOf(metrics).filter((line) => line.startsWith("platformq_circuit_state"));
    const state = (name: string, value: number): string => `platformq_circuit_state{name="${name}"} ${value}`;
    expect(states()).toEqual([state("a", 0), state("b", 1), state("c", 3)]);
    circuits[0] = { name: "a", state: "open" };
    expect(states()[0]).toBe(state("a", 2));
  });
});
