import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { afterEach, describe, expect, it } from "vitest";
import { asText, channels, path, ResilienceState } from "../../src/index.js";
import { testClient } from "../support/client.js";
import { startServer } from "../support/server.js";

const get = { method: "GET", path: path`things/${7}` };

/** Everything told, in order, without the object that ties a call's messages together. */
function listen() {
  const told: [string, Record<string, unknown>][] = [];
  const calls: unknown[] = [];
  const stops = Object.entries(channels).map(([name, channel]) =>
    channel.subscribe((message: object) => {
      const { call, ...rest } = message as { call?: object };
      if (call) calls.push(call);
      told.push([name, rest]);
    }),
  );
  const stop = (): void => {
    for (const one of stops) one();
  };
  return { told, calls, stop };
}

let stop = (): void => {};
afterEach(() => stop());

describe("channels", () => {
  it("tell a call from its start to its end, in order", async () => {
    await using server = await startServer((_, response, index) =>
      index === 0 ? response.writeHead(429, { "retry-after": "0" }).end() : response.end("ok"),
    );
    const listener = listen();
    stop = listener.stop;
    await testClient(server.url).request(get, asText);
    const names = { service: "test", operation: "GET things/{}" };
    expect(listener.told).toEqual([
      ["callStart", { ...names, method: "GET", origin: server.url }],
      [
        "attempt",
        { ...names, attempt: 1, headers: expect.objectContaining({ "user-agent": expect.any(String) }) },
      ],
      ["rateLimited", { ...names, retryAfterMs: 0 }],
      ["retry", { ...names, attempt: 1, delayMs: 0, reason: "RATE_LIMITED" }],
      ["attempt", expect.objectContaining({ attempt: 2 })],
      [
        "callEnd",
        {
          ...names,
          attempts: 2,
          status: 200,
          durationMs: expect.any(Number),
          errorCode: undefined,
          error: undefined,
        },
      ],
    ]);
    expect(new Set(listener.calls).size).toBe(1);
  });

  it("tell a failure by its code, and a circuit's changes by name", async () => {
    await using server = await startServer((_, response) => response.writeHead(500).end());
    const listener = listen();
    stop = listener.stop;
    const client = testClient(server.url, {
      state: new ResilienceState(),
      retry: false,
      circuitBreaker: { threshold: 1 },
    });
    const error = await client.request(get, asText).catch((reason: unknown) => reason);
    expect(listener.told.map(([name]) => name)).toEqual(["callStart", "attempt", "circuit", "callEnd"]);
    expect(listener.told[2]?.[1]).toEqual({
      name: expect.stringContaining(server.url),
      from: "closed",
      to: "open",
    });
    expect(listener.told[3]?.[1]).toMatchObject({ errorCode: "SERVER_ERROR", error, status: 500 });
  });

  it("let a subscriber add headers to a request", async () => {
    await using server = await startServer((_, response) => response.end("ok"));
    stop = channels.attempt.subscribe(({ headers, attempt }) => {
      headers["x-attempt"] = String(attempt);
    });
    await testClient(server.url).request(get, asText);
    expect(server.requests[0]?.headers["x-attempt"]).toBe("1");
  });

  it("are Node's own, by name", async () => {
    await using server = await startServer((_, response) => response.end("ok"));
    const told: unknown[] = [];
    const onEnd = (message: unknown): void => void told.push(message);
    subscribe("platformq.call.end", onEnd);
    await testClient(server.url).request(get, asText);
    unsubscribe("platformq.call.end", onEnd);
    await testClient(server.url).request(get, asText);
    expect(told).toEqual([expect.objectContaining({ operation: "GET things/{}" })]);
  });
});
