import { ManualClock } from "@platformq/testing";
import { describe, expect, it, vi } from "vitest";
import { asText, ConnectionPool, channels, path, QueueFullError } from "../../src/index.js";
import { testClient } from "../support/client.js";
import { startServer } from "../support/server.js";

const get = { method: "GET", path: path`thing` };
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const failed = (error: unknown): unknown => error;

describe("concurrency", () => {
  it("keeps at most as many requests in flight as it has slots", async () => {
    let inFlight = 0;
    let most = 0;
    await using server = await startServer((_, response) => {
      most = Math.max(most, ++inFlight);
      setTimeout(() => {
        inFlight--;
        response.end("ok");
      }, 5);
    });
    await using pool = new ConnectionPool({ connections: { api: 4 } });
    const client = testClient(server.url, { pool });
    await Promise.all(Array.from({ length: 40 }, () => client.request(get, asText)));
    expect(most).toBe(4);
  });

  it("refuses a call when the queue is full, and frees the place of one that was aborted", async () => {
    await using server = await startServer(() => undefined);
    await using pool = new ConnectionPool({ connections: { api: 1 }, maxQueue: 1 });
    const client = testClient(server.url, { pool });
    const stop = new AbortController();
    const running = client.request(get, asText, { signal: stop.signal }).catch((e: unknown) => e);
    const leaving = new AbortController();
    const waiting = client.request(get, asText, { signal: leaving.signal }).catch((e: unknown) => e);
    await expect(client.request(get, asText)).rejects.toBeInstanceOf(QueueFullError);
    leaving.abort();
    expect(await waiting).toMatchObject({ code: "ABORTED", outcome: "not-sent", attempts: 0 });
    const next = client.request(get, asText, { signal: stop.signal }).catch((e: unknown) => e);
    await pause(10);
    stop.abort();
    expect(await running).toMatchObject({ code: "ABORTED", outcome: "unknown" });
    expect(await next).toMatchObject({ code: "ABORTED" });
  });

  it("leaves no listener on a signal that a thousand calls shared, and no warning", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on("warning", onWarning);
    await using server = await startServer((_, response) => response.end("ok"));
    const client = testClient(server.url);
    const { signal } = new AbortController();
    const add = vi.spyOn(signal, "addEventListener");
    const remove = vi.spyOn(signal, "removeEventListener");
    await Promise.all(Array.from({ length: 1000 }, () => client.request(get, asText, { signal })));
    await client.request(get, asText, { signal });
    await pause(10);
    process.off("warning", onWarning);
    expect(warnings).toEqual([]);
    expect(add.mock.calls.length).toBeGreaterThan(0);
    expect(remove.mock.calls.length).toBe(add.mock.calls.length);
  });

  it("does not hoard tokens: on the wire are never more than burst + rate · t, also after a pause", async () => {
    await using server = await startServer((_, response, index) => {
      if (index === 10) response.writeHead(429, { "retry-after": "0.5" });
      setTimeout(() => response.end("ok"), 20);
    });
    await using pool = new ConnectionPool({ connections: { api: 4 } });
    const client = testClient(server.url, {
      pool,
      rules: { name: "paced" },
      rateLimit: { rate: 50, burst: 5 },
    });
    // Read where requests leave: when they arrive is up to the machine, too.
    const sent: number[] = [];
    const stop = channels.attempt.subscribe(({ service }) => {
      if (service === "paced") sent.push(performance.now());
    });
    await Promise.all(Array.from({ length: 40 }, () => client.request(get, asText)));
    stop();
    expect(sent).toHaveLength(41);
    for (let i = 0; i < sent.length; i++) {
      for (let j = i; j < sent.length; j++) {
        const seconds = ((sent[j] ?? 0) - (sent[i] ?? 0)) / 1000;
        expect(j - i + 1).toBeLessThanOrEqual(5 + 50 * (seconds + 0.005));
      }
    }
    const pauses = sent.slice(1).map((at, i) => at - (sent[i] ?? 0));
    expect(Math.max(...pauses)).toBeGreaterThan(400);
  });

  it("refuses a call at once whose turn would come after its deadline, and counts nobody who has left", async () => {
    await using server = await startServer((_, response) => response.end("ok"));
    const client = testClient(server.url, { clock: new ManualClock(), rateLimit: { rate: 1, burst: 1 } });
    await client.request(get, asText);
    const leaving = new AbortController();
    const { signal } = leaving;
    const calls = [1, 2, 3].map(() => client.request(get, asText, { signal }).catch(failed));
    const late = client.request(get, asText, { deadlineMs: 3_500 });
    await expect(late).rejects.toMatchObject({ code: "RATE_LIMIT_WAIT", retryAfterMs: 4_000 });
    leaving.abort();
    await Promise.all(calls);
    const fourth = client.request(get, asText, { deadlineMs: 3_500, signal: AbortSignal.timeout(50) });
    await expect(fourth).rejects.toMatchObject({ code: "ABORTED" });
  });

  it("does not deadlock when every slot holds an open listing whose reader makes calls of its own", async () => {
    await using server = await startServer((request, response) => {
      if (request.url !== "/listing") return response.end("nested");
      response.writeHead(200);
      for (let i = 0; i < 5; i++) response.write("x".repeat(50_000));
      response.end();
      return undefined;
    });
    await using pool = new ConnectionPool({ connections: { api: 2 } });
    const client = testClient(server.url, { pool });
    const walk = async (): Promise<number> => {
      const listing = await client.stream({ method: "PROPFIND", path: path`listing` });
      let nested = 0;
      for await (const _ of listing.body) {
        const inner = await client.stream({ method: "PROPFIND", path: path`listing` });
        inner.body.resume();
        await client.request(get, asText);
        nested++;
      }
      return nested;
    };
    const results = await Promise.all(Array.from({ length: 8 }, walk));
    for (const nested of results) expect(nested).toBeGreaterThan(0);
  });

  it("ends a call at its deadline wherever it waits", async () => {
    await using server = await startServer(() => undefined);
    await using pool = new ConnectionPool({ connections: { api: 1 } });
    const clock = new ManualClock();
    const client = testClient(server.url, { clock, pool, deadlineMs: 100 });
    const calls = Promise.allSettled([
      client.request(get, asText),
      client.request(get, asText, { deadlineMs: 60 }),
    ]);
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    await clock.advanceAsync(100);
    const [sent, queued] = await calls;
    expect(sent).toMatchObject({ reason: { code: "DEADLINE_EXCEEDED", outcome: "unknown" } });
    expect(queued).toMatchObject({ reason: { code: "DEADLINE_EXCEEDED", outcome: "not-sent" } });
  });

  it("times an attempt out and repeats a GET", async () => {
    await using server = await startServer((_, response, index) => {
      if (index > 0) response.end("late but here");
    });
    const clock = new ManualClock();
    const answer = testClient(server.url, { clock }).request(get, asText);
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    // The timeout, and the wait before the retry, which is none here.
    await clock.advanceAsync(30_000);
    await expect(answer).resolves.toBe("late but here");
    expect(server.requests).toHaveLength(2);
  });

  it("waits for calls under way when it is closed, and refuses new ones", async () => {
    await using server = await startServer((_, response) => setTimeout(() => response.end("ok"), 50));
    const client = testClient(server.url);
    const running = client.request(get, asText);
    const closing = client.close();
    await expect(client.request(get, asText)).rejects.toThrow("closed");
    await closing;
    await expect(running).resolves.toBe("ok");
  });
});
