import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import {
  asText,
  basicCredential,
  bearerCredential,
  bytesBody,
  channels,
  createLogger,
  type HttpRequest,
  jsonBody,
  MetricsCollector,
  path,
  secret,
} from "../../src/index.js";
import { instrument } from "../../src/opentelemetry.js";
import { testClient } from "../support/client.js";
import { MemoryMeter, MemoryTracer } from "../support/memory-telemetry.js";
import { startServer, unusedPort } from "../support/server.js";

const CANARY = /canary-[a-z]+-\d+/;

/** Everything an error can be turned into. */
function spellings(error: unknown): string[] {
  const texts: string[] = [];
  for (
    let current = error;
    current !== undefined;
    current = current instanceof Error ? current.cause : undefined
  ) {
    texts.push(String(current), JSON.stringify(current) ?? "", inspect(current, { depth: 10 }));
    if (current instanceof Error) texts.push(current.message, current.stack ?? "");
  }
  return texts;
}

describe("secrets", () => {
  it("appear in no log line, error, event, span or metric, whatever goes wrong", async () => {
    const lines: string[] = [];
    const logger = createLogger({ level: "trace", destination: { write: (line) => void lines.push(line) } });
    const told: unknown[] = [];
    const tracer = new MemoryTracer();
    const meter = new MemoryMeter();
    const metrics = new MetricsCollector();
    const stops = [
      instrument({ tracer, meter: meter.asMeter() }),
      channels.callStart.subscribe((message) => told.push({ ...message, call: undefined })),
      channels.retry.subscribe((message) => told.push({ ...message, call: undefined })),
      channels.rateLimited.subscribe((message) => told.push({ ...message, call: undefined })),
      channels.callEnd.subscribe((message) => told.push({ ...message, call: undefined })),
    ];
    // A server that repeats everything it was sent, in every way a server can.
    await using server = await startServer((request, response, index) => {
      const echo = JSON.stringify({
        message: `bad: ${request.headers.authorization} ${Buffer.from((request.headers.authorization ?? "").split(" ")[1] ?? "", "base64")} ${request.url} ${request.body} ${request.headers.cookie} ${request.headers["x-api-key"]}`,
      });
      response.statusMessage = `Bad ${request.headers.authorization} ${request.headers["x-api-key"]}`;
      response.setHeader("x-request-id", `for ${request.headers.authorization}`);
      const kinds = [400, 401, 404, 429, 500, 503, "reset", "cut", "garbage", "redirect"] as const;
      const kind = kinds[index % kinds.length];
      if (kind === "reset") return response.socket?.resetAndDestroy();
      if (kind === "garbage") return response.socket?.end(`HTTP/1.1 canary-parser-1 ${echo}\r\n\r\n`);
      if (kind === "redirect")
        return response
          .writeHead(302, { location: `http://127.0.0.1:1/canary-location-1?t=canary-location-2` })
          .end();
      if (kind === "cut") {
        response.writeHead(200, { "content-length": "100000" });
        response.write(echo);
        return setTimeout(() => response.socket?.destroy(), 5);
      }
      response.writeHead(kind ?? 500, {
        "content-type": "application/json",
        "set-cookie": "session=canary-cookie-1",
      });
      return response.end(echo);
    });
    const readError = (answer: { json: unknown }) => {
      const { message } = (answer.json ?? {}) as { message?: string };
      return message === undefined ? undefined : { message };
    };
    const requests: HttpRequest[] = [
      {
        method: "GET",
        path: path`s/${secret("canary-path-1")}/download`,
        query: { token: "canary-query-1" },
      },
      {
        method: "POST",
        path: path`login`,
        body: jsonBody({ password: "canary-body-1" }),
        secrets: ["canary-body-1"],
        headers: { cookie: "sid=canary-cookie-2" },
      },
      { method: "PUT", path: path`upload`, body: bytesBody("canary-body-2"), secrets: ["canary-body-2"] },
    ];
    const credentials = () => [
      basicCredential("anna", "canary-password-1"),
      bearerCredential("canary-token-1"),
    ];
    const errors: unknown[] = [];
    const targets = [server.url, `http://127.0.0.1:${await unusedPort()}`];
    for (const baseUrl of targets) {
      for (let round = 0; round < 10; round++) {
        for (const credential of credentials()) {
          const client = testClient(baseUrl, {
            credential,
            logger,
            metrics,
            rules: { readError },
            headers: { "x-api-key": "canary-header-1" },
          });
          for (const request of requests)
            errors.push(await client.request(request, asText).catch((e: unknown) => e));
        }
      }
    }
    for (const stop of stops) stop();
    expect(lines.length).toBeGreaterThanOrEqual(200);
    expect(errors.filter((error) => error instanceof Error).length).toBeGreaterThanOrEqual(60);
    const texts = [
      ...lines,
      ...errors.flatMap(spellings),
      ...told.map((message) => inspect(message, { depth: 10 })),
      ...tracer.spans.map((span) => inspect(span, { depth: 10 })),
      ...meter.measurements.map((measurement) => inspect(measurement, { depth: 10 })),
      metrics.toPrometheus(),
    ];
    expect(tracer.spans.filter(({ ended }) => ended === 1)).toHaveLength(errors.length);
    expect(metrics.toPrometheus()).toContain('operation="GET s/{}/download"');
    const leaks = texts.filter((text) => CANARY.test(text));
    expect(leaks).toEqual([]);
  });

  it("are censored when somebody else logs them", () => {
    const lines: string[] = [];
    const logger = createLogger({ level: "info", destination: { write: (line) => void lines.push(line) } });
    logger.info(
      {
        password: "canary-log-1",
        options: { apiKey: "canary-log-2", headers: { authorization: "canary-log-3" } },
      },
      "x",
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("[redacted]");
    expect(lines[0]).not.toMatch(CANARY);
  });
});
