import { ManualClock } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { createLogger, MetricsCollector, NotFoundError } from "../../src/index.js";
import { Call } from "../../src/pipeline/call.js";
import { Sweeper } from "../../src/sweeper.js";
import { describeError, Observer } from "../../src/telemetry/observer.js";

async function setUp(level: "debug" | "warn") {
  const clock = new ManualClock();
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger({ level, destination: { write: (line) => void lines.push(JSON.parse(line)) } });
  const metrics = new MetricsCollector();
  const observer = new Observer("billing", metrics, logger);
  const call = new Call({ service: "billing", clock, sweeper: new Sweeper(clock) }, "GET invoices/{}", {});
  call.attempts = 2;
  await clock.advanceAsync(40);
  return { lines, metrics, observer, call };
}

const notFound = new NotFoundError("GET x → 404", "NOT_FOUND", {
  status: 404,
  body: { password: "planted" },
});

describe("Observer", () => {
  it("counts a call once, with its whole duration", async () => {
    const { metrics, observer, call } = await setUp("warn");
    observer.ended(call, 200);
    observer.ended(call, 404, notFound);
    expect(metrics.getStats().services.billing?.operations["GET invoices/{}"]).toMatchObject({
      totalRequests: 2,
      failedRequests: 1,
      avgLatencyMs: 40,
    });
  });

  it("counts retries and refusals of rate limits", async () => {
    const { metrics, observer, call } = await setUp("warn");
    observer.retry(call, notFound, 200);
    observer.rateLimited(call, undefined);
    expect(metrics.getStats()).toMatchObject({ retriedRequests: 1, rateLimitedRequests: 1 });
  });

  it("logs each call at debug and each retry at warn, errors without their body", async () => {
    const { lines, observer, call } = await setUp("debug");
    observer.retry(call, notFound, 200);
    observer.ended(call, 200);
    observer.ended(call, 404, notFound);
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      [40, "request failed, trying again"],
      [20, "call succeeded"],
      [20, "call failed"],
    ]);
    expect(lines[0]).toMatchObject({
      service: "billing",
      operation: "GET invoices/{}",
      attempt: 2,
      delayMs: 200,
      reason: "NOT_FOUND",
    });
    expect(lines[2]).toMatchObject({ status: 404, durationMs: 40, error: { code: "NOT_FOUND" } });
    expect(JSON.stringify(lines)).not.toContain("planted");
  });

  it("logs no call when its level says so", async () => {
    const { lines, observer, call } = await setUp("warn");
    observer.ended(call, 200);
    expect(lines).toEqual([]);
  });
});

describe("describeError", () => {
  it("tells name and message of foreign errors, and nothing of what is none", () => {
    expect(describeError(Object.assign(new TypeError("no"), { password: "planted" }))).toEqual({
      name: "TypeError",
      message: "no",
    });
    expect(describeError("planted")).toEqual({ message: "string" });
  });
});
