import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  asJson,
  asNothing,
  asText,
  ConnectionPool,
  NetworkError,
  path,
  RateLimitError,
  type RateLimiter,
  ServerError,
} from "../../src/index.js";
import { testClient } from "../support/client.js";
import { json, startServer, unusedPort } from "../support/server.js";

const get = { method: "GET", path: path`thing` };
const post = { method: "POST", path: path`thing` };

describe("retries", () => {
  it("repeats a GET after 500 until it succeeds", async () => {
    await using server = await startServer((_, response, index) =>
      json(response, index < 2 ? 500 : 200, { ok: index }),
    );
    await expect(testClient(server.url).request(get, asJson(z.object({ ok: z.number() })))).resolves.toEqual({
      ok: 2,
    });
    expect(server.requests).toHaveLength(3);
  });

  it("gives up after three retries with the server's error", async () => {
    await using server = await startServer((_, response) => json(response, 502, { message: "upstream" }));
    const error = await testClient(server.url)
      .request(get, asText)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({
      status: 502,
      attempts: 4,
      outcome: "unknown",
      service: "test",
      operation: "GET thing",
    });
    expect(server.requests).toHaveLength(4);
  });

  it("sends a POST once when the connection breaks after its bytes went out, and says the outcome is unknown", async () => {
    await using server = await startServer((_, response) => response.socket?.resetAndDestroy());
    const error = await testClient(server.url)
      .request(post, asNothing)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NetworkError);
    expect(error).toMatchObject({ outcome: "unknown", attempts: 1 });
    expect(server.requests).toHaveLength(1);
  });

  it("repeats a POST after a broken connection when it is declared idempotent", async () => {
    await using server = await startServer((_, response, index) => {
      if (index === 0) response.socket?.resetAndDestroy();
      else response.end("done");
    });
    await expect(testClient(server.url).request(post, asText, { idempotent: true })).resolves.toBe("done");
  });

  it("tries a POST four times when the connection is refused: nothing was sent", async () => {
    const client = testClient(`http://127.0.0.1:${await unusedPort()}`);
    const error = await client.request(post, asNothing).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: "NetworkError",
      code: "ECONNREFUSED",
      attempts: 4,
      outcome: "not-sent",
    });
  });

  it("does not repeat when the call says retry: false", async () => {
    await using server = await startServer((_, response) => json(response, 500, {}));
    await expect(testClient(server.url).request(get, asText, { retry: false })).rejects.toMatchObject({
      attempts: 1,
    });
  });

  it("takes 404 for success when a DELETE is repeated after an unknown outcome", async () => {
    await using server = await startServer((_, response, index) => {
      if (index === 0) response.socket?.resetAndDestroy();
      else json(response, 404, {});
    });
    const client = testClient(server.url);
    await expect(client.request({ method: "DELETE", path: path`thing` }, asNothing)).resolves.toBeUndefined();
    await expect(client.request({ method: "DELETE", path: path`thing` }, asNothing)).rejects.toMatchObject({
      status: 404,
    });
  });

  it("keeps the outcome unknown when a later attempt never left", async () => {
    await using server = await startServer((_, response) => {
      response.socket?.resetAndDestroy();
      void server.close();
    });
    const error = await testClient(server.url)
      .request({ method: "PUT", path: path`x` }, asNothing)
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ outcome: "unknown", attempts: 4 });
  });

  it("repeats an answer that was cut short", async () => {
    await using server = await startServer((_, response, index) => {
      response.writeHead(200, { "content-length": "10" });
      if (index > 0) return response.end("0123456789");
      response.write("01234");
      setTimeout(() => response.socket?.destroy(), 10);
      return undefined;
    });
    await expect(testClient(server.url).request(get, asText)).resolves.toBe("0123456789");
  });

  it("drains error bodies: two connections serve a hundred mixed answers", async () => {
    const statuses = [200, 404, 429, 500];
    await using server = await startServer((_, response, index) => {
      response.writeHead(statuses[index % 4] ?? 200, { "content-type": "text/plain" });
      response.end("x".repeat(100_000));
    });
    await using pool = new ConnectionPool({ connections: { api: 2 } });
    const client = testClient(server.url, { pool, retry: false, circuitBreaker: false });
    const results = await Promise.allSettled(Array.from({ length: 100 }, () => client.request(get, asText)));
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(25);
    expect(server.requests).toHaveLength(100);
    expect(server.connections).toBeLessThan(10);
  });
});

describe("Retry-After", () => {
  it("waits at least as long as the server said, then goes on", async () => {
    await using server = await startServer((_, response, index) =>
      index === 0 ? json(response, 429, {}, { "retry-after": "0.3" }) : json(response, 200, "ok"),
    );
    // Without a rate limit, whose pause would make the retry wait as well.
    await testClient(server.url, { rateLimit: false }).request(post, asText);
    const [first, second] = server.requests;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(299);
  });

  it("fails at once when the time is beyond the deadline", async () => {
    await using server = await startServer((_, response) => json(response, 429, {}, { "retry-after": "30" }));
    const begun = performance.now();
    const error = await testClient(server.url)
      .request(get, asText, { deadlineMs: 10_000 })
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ retryAfterMs: 30_000, outcome: "rejected" });
    expect(performance.now() - begun).toBeLessThan(2000);
    expect(server.requests).toHaveLength(1);
  });

  it("fails at once when the server asks for more than a minute", async () => {
    await using server = await startServer((_, response) =>
      json(response, 503, {}, { "retry-after": "3600" }),
    );
    const error = await testClient(server.url, { deadlineMs: false })
      .request(get, asText)
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ name: "RateLimitError", retryAfterMs: 3_600_000 });
  });

  it("does not repeat a 429 without a time: the limit is the operation's own", async () => {
    await using server = await startServer((_, response) => json(response, 429, {}));
    await expect(testClient(server.url).request(get, asText)).rejects.toMatchObject({
      name: "RateLimitError",
      retryAfterMs: undefined,
    });
    expect(server.requests).toHaveLength(1);
  });

  it("ends within 50 ms when the caller aborts during a wait of 60 s, and sends nothing more", async () => {
    await using server = await startServer((_, response) => json(response, 429, {}, { "retry-after": "60" }));
    const controller = new AbortController();
    const call = testClient(server.url, { deadlineMs: false }).request(get, asText, {
      signal: controller.signal,
    });
    const outcome = call.catch((error: unknown) => error);
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const abortedAt = performance.now();
    controller.abort(new Error("changed my mind"));
    expect(await outcome).toMatchObject({ name: "AbortError", code: "ABORTED", outcome: "rejected" });
    expect(performance.now() - abortedAt).toBeLessThan(50);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.requests).toHaveLength(1);
  });

  it("of a 503 holds a limiter of the user's own back, for an hour at most", async () => {
    await using server = await startServer((_, response) =>
      json(response, 503, {}, { "retry-after": "99999999999" }),
    );
    const pauses: number[] = [];
    const limiter: RateLimiter = {
      tryTake: () => true,
      take: () => Promise.resolve(),
      giveBack() {},
      assertInTime() {},
      pause: (durationMs) => void pauses.push(durationMs),
    };
    const client = testClient(server.url, { rateLimit: limiter });
    await expect(client.request(get, asText)).rejects.toMatchObject({
      name: "RateLimitError",
      retryAfterMs: 99_999_999_999_000,
    });
    expect(pauses).toEqual([3_600_000]);
  });
});
