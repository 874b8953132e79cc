import { describe, expect, it } from "vitest";
import { MetricsCollector } from "../../src/metrics/collector.js";

describe("MetricsCollector", () => {
  it("counts per operation, per service and over all", () => {
    const metrics = new MetricsCollector();
    metrics.record("zulip", "POST messages", 10, false);
    metrics.record("zulip", "POST messages", 30, true);
    metrics.record("zulip", "GET users", 20, false);
    metrics.record("nextcloud", "PROPFIND files", 100, true);
    metrics.retried("zulip", "POST messages");
    metrics.retried("zulip", "POST messages");
    metrics.rateLimited("nextcloud", "PROPFIND files");

    const stats = metrics.getStats();
    expect(stats).toMatchObject({
      totalRequests: 4,
      failedRequests: 2,
      retriedRequests: 2,
      rateLimitedRequests: 1,
      avgLatencyMs: 40,
    });
    expect(stats.services.zulip).toMatchObject({ totalRequests: 3, failedRequests: 1, avgLatencyMs: 20 });
    expect(stats.services.zulip?.operations["POST messages"]).toMatchObject({
      totalRequests: 2,
      failedRequests: 1,
      retriedRequests: 2,
      avgLatencyMs: 20,
    });
    expect(stats.services.nextcloud?.operations["PROPFIND files"]).toMatchObject({ rateLimitedRequests: 1 });
  });

  it("takes overall percentiles from all calls, not from the services' percentiles", () => {
    const metrics = new MetricsCollector();
    for (let i = 0; i < 99; i++) metrics.record("fast", "GET a", 10, false);
    metrics.record("slow", "GET b", 5000, false);
    const { p50LatencyMs, p95LatencyMs, p99LatencyMs, services } = metrics.getStats();
    for (const percentile of [p50LatencyMs, p95LatencyMs, p99LatencyMs]) {
      expect(Math.abs(percentile - 10) / 10).toBeLessThan(0.02);
    }
    expect(Math.abs((services.slow?.p50LatencyMs ?? 0) - 5000) / 5000).toBeLessThan(0.02);
  });

  it("bounds the operations of a service; the surplus counts as one", () => {
    const metrics = new MetricsCollector();
    for (let id = 0; id < 5000; id++) metrics.record("zulip", `GET messages/${id}`, 1, false);
    metrics.record("zulip", "GET messages/0", 1, false);
    const { zulip } = metrics.getStats().services;
    expect(zulip?.totalRequests).toBe(5001);
    expect(Object.keys(zulip?.operations ?? {})).toHaveLength(257);
    expect(zulip?.operations.other?.totalRequests).toBe(5000 - 256);
    expect(zulip?.operations["GET messages/0"]?.totalRequests).toBe(2);
  });

  it("bounds the services as well", () => {
    const metrics = new MetricsCollector();
    for (let tenant = 0; tenant < 1000; tenant++) metrics.record(`tenant ${tenant}`, "run", 1, false);
    const { services, totalRequests } = metrics.getStats();
    expect(totalRequests).toBe(1000);
    expect(Object.keys(services)).toHaveLength(65);
  });

  it("starts anew after a reset", () => {
    const metrics = new MetricsCollector();
    metrics.record("zulip", "GET users", 20, true);
    metrics.reset();
    expect(metrics.getStats()).toEqual({
      totalRequests: 0,
      failedRequests: 0,
      retriedRequests: 0,
      rateLimitedRequests: 0,
      avgLatencyMs: 0,
      p50LatencyMs: 0,
      p95LatencyMs: 0,
      p99LatencyMs: 0,
      services: {},
    });
  });
});
