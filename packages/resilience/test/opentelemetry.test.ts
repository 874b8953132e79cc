import { inspect } from "node:util";
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asText } from "../src/http/reader.js";
import type { RequestOptions } from "../src/http/request.js";
import { HttpClient, path, ResilienceState, withResilience } from "../src/index.js";
import { instrument } from "../src/opentelemetry.js";
import { channels } from "../src/telemetry/channels.js";
import {
  AsyncContextManager,
  MemoryMeter,
  type MemorySpan,
  MemoryTracer,
  TraceParentPropagator,
} from "./support/memory-telemetry.js";
import { type Handler, startServer, type TestServer } from "./support/server.js";

let server: TestServer;
let port: number;
let tracer: MemoryTracer;
let meter: MemoryMeter;
let stop: () => void;
let client: HttpClient;
let answers: Handler[];

const ok: Handler = (_, response) => response.end("fine");
const status =
  (code: number, headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    response.writeHead(code, headers).end("the password is tr0ub4dor");

beforeEach(async () => {
  answers = [];
  server = await startServer((...args) => (answers.shift() ?? ok)(...args));
  port = Number(new URL(server.url).port);
  context.setGlobalContextManager(new AsyncContextManager());
  propagation.setGlobalPropagator(new TraceParentPropagator());
  tracer = new MemoryTracer();
  meter = new MemoryMeter();
  stop = instrument({ tracer, meter: meter.asMeter() });
  client = new HttpClient({
    rules: { name: "zulip" },
    options: {
      baseUrl: `${server.url}/base`,
      state: new ResilienceState(),
      random: () => 0,
      circuitBreaker: { threshold: 3 },
    },
    defaultRate: 1000,
    account: "ada",
  });
});

afterEach(async () => {
  stop();
  context.disable();
  propagation.disable();
  await client.close();
  await server.close();
});

function react(messageId: number, options?: RequestOptions, method = "PUT"): Promise<string> {
  const request = { method, path: path`messages/${messageId}/reactions`, query: { emoji: "s3cret-query" } };
  return client.request(request, asText, { headers: { "x-key": "s3cret-header" }, ...options });
}

function traceparents(): unknown[] {
  return server.requests.map(({ headers }) => headers.traceparent);
}

function onlySpan(): MemorySpan {
  expect(tracer.spans).toHaveLength(1);
  return tracer.spans[0] as MemorySpan;
}

describe("spans", () => {
  it("describe a call by the HTTP semantic conventions", async () => {
    await react(7);
    const span = onlySpan();
    expect(span.name).toBe("PUT messages/{}/reactions");
    expect(span.options.kind).toBe(SpanKind.CLIENT);
    expect(span.ended).toBe(1);
    expect(span.status).toBeUndefined();
    expect(span.attributes).toEqual({
      "http.request.method": "PUT",
      "url.template": "messages/{}/reactions",
      "server.address": "127.0.0.1",
      "server.port": port,
      "http.response.status_code": 200,
      "platformq.service": "zulip",
    });
  });

  it("know what samplers need when they start", async () => {
    await react(7);
    expect(onlySpan().options.attributes).toMatchObject({
      "http.request.method": "PUT",
      "server.port": port,
    });
  });

  it("are children of the span that was active when the call began", async () => {
    const outer = tracer.startSpan("outer");
    await context.with(trace.setSpan(ROOT_CONTEXT, outer), async () => {
      await Promise.resolve();
      await react(7);
    });
    await react(8);
    expect(tracer.spans.map((span) => span.parent?.spanId)).toEqual([
      undefined,
      outer.spanContext().spanId,
      undefined,
    ]);
  });

  it("send traceparent with every attempt", async () => {
    answers = [status(500), ok];
    await react(7);
    const { traceId, spanId } = onlySpan().spanContext();
    expect(traceparents()).toEqual(Array(2).fill(`00-${traceId}-${spanId}-01`));
  });

  it("show retries as events and count the resends", async () => {
    answers = [status(500), status(502), ok];
    await react(7);
    const span = onlySpan();
    expect(span.events).toEqual([
      {
        name: "platformq.retry",
        attributes: { "platformq.attempt": 1, "platformq.retry.delay_ms": 0, "error.type": "SERVER_ERROR" },
      },
      {
        name: "platformq.retry",
        attributes: { "platformq.attempt": 2, "platformq.retry.delay_ms": 0, "error.type": "SERVER_ERROR" },
      },
    ]);
    expect(span.attributes).toMatchObject({
      "http.request.resend_count": 2,
      "http.response.status_code": 200,
    });
    expect(span.status).toBeUndefined();
  });

  it("show rate limits as events", async () => {
    answers = [status(429, { "retry-after": "3600" })];
    await expect(react(7)).rejects.toMatchObject({ retryAfterMs: 3_600_000 });
    expect(onlySpan().events).toEqual([
      { name: "platformq.rate_limited", attributes: { "platformq.retry_after_ms": 3_600_000 } },
    ]);
  });

  it("tell a failure by its stable code", async () => {
    answers = [status(404)];
    await expect(react(7)).rejects.toThrow();
    const span = onlySpan();
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: "NOT_FOUND" });
    expect(span.attributes).toMatchObject({ "error.type": "NOT_FOUND", "http.response.status_code": 404 });
  });

  it("have no status code when no answer came", async () => {
    answers = [(_, response) => response.destroy()];
    await expect(react(7, {}, "POST")).rejects.toThrow();
    expect(onlySpan().attributes).not.toHaveProperty("http.response.status_code");
    expect(onlySpan().status?.code).toBe(SpanStatusCode.ERROR);
  });

  it("carry no path value, query, header or message", async () => {
    answers = [status(500), status(400)];
    await expect(react(987_654)).rejects.toThrow();
    const told = inspect([tracer.spans, meter.measurements], { depth: 10 });
    for (const secret of ["s3cret", "tr0ub4dor", "987654", "987_654"]) expect(told).not.toContain(secret);
  });

  it("cover functions behind withResilience, which have no URL", async () => {
    const state = new ResilienceState();
    const load = withResilience({ name: "billing", state })(async function loadInvoice() {
      return 1;
    });
    await load();
    expect(onlySpan().name).toBe("loadInvoice");
    expect(onlySpan().attributes).toEqual({ "platformq.service": "billing" });
    expect(meter.named("http.client.request.duration")).toEqual([]);
  });

  it("name the scheme's own port, and nothing when the origin is no URL", () => {
    const call = { service: "s", operation: "GET a", method: "GET" };
    for (const origin of ["https://cloud.example", "http://cloud.example", "nonsense"]) {
      channels.callStart.publish({ ...call, call: {}, origin });
    }
    expect(tracer.spans.map((span) => span.attributes["server.port"])).toEqual([443, 80, undefined]);
  });
});

describe("metrics", () => {
  it("measure whole calls in seconds", async () => {
    answers = [status(500), ok, status(404)];
    await react(7);
    await expect(react(7)).rejects.toThrow();
    const target = {
      "http.request.method": "PUT",
      "server.address": "127.0.0.1",
      "server.port": port,
      "platformq.service": "zulip",
    };
    const durations = meter.named("http.client.request.duration");
    expect(durations.map(({ attributes }) => attributes)).toEqual([
      { ...target, "http.response.status_code": 200 },
      { ...target, "http.response.status_code": 404, "error.type": "NOT_FOUND" },
    ]);
    for (const { value } of durations) {
      expect(value).toBeGreaterThan(0);
      expect(value).toBeLessThan(5);
    }
    expect(meter.units.get("http.client.request.duration")).toBe("s");
  });

  it("count retries", async () => {
    answers = [status(500), status(500), ok];
    await react(7);
    expect(meter.named("platformq.retries")).toEqual(
      Array(2).fill({
        value: 1,
        attributes: {
          "platformq.service": "zulip",
          "platformq.operation": "PUT messages/{}/reactions",
          "error.type": "SERVER_ERROR",
        },
      }),
    );
  });

  it("count changes of circuits", async () => {
    answers = [status(500), status(500), status(500)];
    await expect(react(7, { retry: 2 })).rejects.toThrow();
    expect(meter.named("platformq.circuit.changes")).toEqual([
      {
        value: 1,
        attributes: {
          "platformq.circuit.name": expect.stringContaining("zulip"),
          "platformq.circuit.from": "closed",
          "platformq.circuit.to": "open",
        },
      },
    ]);
  });
});

describe("stopping", () => {
  it("ends the spans still open and leaves later calls alone", async () => {
    let release = (): void => {};
    answers = [
      (_, response) => {
        release = () => response.end("late");
      },
    ];
    const late = react(7);
    await expect.poll(() => server.requests.length).toBe(1);
    stop();
    expect(onlySpan().ended).toBe(1);
    release();
    await late;
    await react(8);
    expect(onlySpan().ended).toBe(1);
    expect(traceparents()[1]).toBeUndefined();
    expect(channels.callStart.hasSubscribers).toBe(false);
  });
});

it("reports to the global provider when given nothing", async () => {
  stop();
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
  stop = instrument();
  await react(7);
  trace.disable();
  expect(onlySpan().name).toBe("PUT messages/{}/reactions");
});
