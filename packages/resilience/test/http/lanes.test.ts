import { ManualClock } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { asText, ConnectionPool, path, ResilienceState } from "../../src/index.js";
import { testClient } from "../support/client.js";
import { startServer } from "../support/server.js";

const get = { method: "GET", path: path`thing` };
const failed = (error: unknown): unknown => error;

describe("the lanes of a client", () => {
  it("leave retries, circuit and rate limit of a long poll to its loop", async () => {
    await using server = await startServer((_, response) => response.writeHead(500).end());
    const state = new ResilienceState();
    const client = testClient(server.url, { state, circuitBreaker: { threshold: 1 }, rateLimit: 0.001 });
    for (let i = 0; i < 3; i++) {
      const error = await client.request({ ...get, lane: "longpoll" }, asText).catch(failed);
      expect(error).toMatchObject({ status: 500, attempts: 1 });
    }
    expect([...state.breakers.values()].map((circuit) => circuit.state)).toEqual(["closed"]);
  });

  it("have one rate per account, whichever client asks, unless it asks for another", async () => {
    await using server = await startServer((_, response) => response.end("ok"));
    const state = new ResilienceState();
    const clock = new ManualClock();
    const make = (account: string, rate = 1) =>
      testClient(server.url, { state, clock, account, deadlineMs: 500, rateLimit: { rate, burst: 1 } });
    await make("anna").request(get, asText);
    await expect(make("ben").request(get, asText)).resolves.toBe("ok");
    await expect(make("anna").request(get, asText)).rejects.toMatchObject({ code: "RATE_LIMIT_WAIT" });
    await expect(make("anna", 2).request(get, asText)).resolves.toBe("ok");
  });

  it("do not keep a call of one waiting for what waits in another", async () => {
    await using server = await startServer((request, response) => {
      if (request.method === "GET") response.end("ok");
    });
    await using pool = new ConnectionPool({ connections: { transfer: 1 } });
    const clock = new ManualClock();
    const client = testClient(server.url, { clock, pool, rateLimit: { rate: 10, burst: 1 } });
    const leaving = new AbortController();
    const put = { method: "PUT", path: path`file`, lane: "transfer" as const };
    const uploads = Array.from({ length: 30 }, () =>
      client.request(put, asText, { signal: leaving.signal }).catch(failed),
    );
    // The uploads would need three seconds of the rate, had they the slots for it.
    const call = client.request(get, asText, { deadlineMs: 500 });
    await clock.advanceAsync(100);
    await expect(call).resolves.toBe("ok");
    leaving.abort();
    await Promise.all(uploads);
  });

  it("hold all accounts back when the server says it is busy, and one when it is that one's limit", async () => {
    const answers = [429, 503];
    await using server = await startServer((_, response) => {
      const status = answers.shift();
      response.writeHead(status ?? 200, status === undefined ? {} : { "retry-after": "5" }).end("ok");
    });
    const state = new ResilienceState();
    const clock = new ManualClock();
    const [anna, ben, carl] = ["anna", "ben", "carl"].map((account) =>
      testClient(server.url, { state, clock, account, deadlineMs: 1_000, rateLimit: 100 }),
    );
    await expect(anna?.request(get, asText)).rejects.toMatchObject({ code: "RATE_LIMITED" });
    await expect(anna?.request(get, asText)).rejects.toMatchObject({ code: "RATE_LIMIT_WAIT" });
    // Its own limit is anna's alone, the busy server is everybody's.
    await expect(ben?.request(get, asText)).rejects.toMatchObject({ code: "RETRY_AFTER" });
    await expect(carl?.request(get, asText)).rejects.toMatchObject({ code: "RATE_LIMIT_WAIT" });
    await clock.advanceAsync(5_000);
    await expect(carl?.request(get, asText)).resolves.toBe("ok");
    expect(server.requests).toHaveLength(3);
  });

  it("let nothing of an account pass while one of its clients is paused", async () => {
    await using server = await startServer((_, response) => response.end("ok"));
    const state = new ResilienceState();
    const clock = new ManualClock();
    const [anna, annaToo, ben] = ["anna", "anna", "ben"].map((account) =>
      testClient(server.url, { state, clock, account, deadlineMs: 1_000, rateLimit: 100 }),
    );
    anna?.pause(5_000);
    await expect(annaToo?.request(get, asText)).rejects.toMatchObject({ code: "RATE_LIMIT_WAIT" });
    await expect(ben?.request(get, asText)).resolves.toBe("ok");
    await clock.advanceAsync(5_000);
    await expect(annaToo?.request(get, asText)).resolves.toBe("ok");
  });

  it("serve an account while another waits for its own rate, or is paused", async () => {
    await using server = await startServer((_, response) => response.end("ok"));
    await using pool = new ConnectionPool({ connections: { api: 2, transfer: 1 } });
    const state = new ResilienceState();
    const clock = new ManualClock();
    const [anna, ben] = ["anna", "ben"].map((account) =>
      testClient(server.url, { state, clock, pool, account, rateLimit: { rate: 1, burst: 1 } }),
    );
    const calls = Array.from({ length: 4 }, () => anna?.request(get, asText));
    anna?.pause(3_600_000);
    const download = anna?.request({ ...get, lane: "transfer" }, asText);
    await calls[0];
    await expect(ben?.request(get, asText)).resolves.toBe("ok");
    await clock.advanceAsync(1_000);
    await expect(ben?.request({ ...get, lane: "transfer" }, asText)).resolves.toBe("ok");
    const failures = calls.slice(1).map((call) => expect(call).rejects.toMatchObject({ attempts: 0 }));
    await clock.advanceAsync(3_599_000);
    await Promise.all([download, ...failures]);
    expect(server.requests).toHaveLength(4);
  });

  it("count what our own rate limit refused, like what the server's did", async () => {
    await using server = await startServer((_, response) => response.writeHead(429).end());
    const state = new ResilienceState();
    const client = testClient(server.url, { state, rateLimit: { rate: 0.1, burst: 1 }, deadlineMs: 1_000 });
    await expect(client.request(get, asText)).rejects.toMatchObject({ code: "RATE_LIMITED" });
    expect(state.metrics.getStats().rateLimitedRequests).toBe(1);
    await expect(client.request(get, asText)).rejects.toMatchObject({ code: "RATE_LIMIT_WAIT" });
    expect(state.metrics.getStats().rateLimitedRequests).toBe(2);
  });
});
