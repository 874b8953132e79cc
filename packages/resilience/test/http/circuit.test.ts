import { createServer as createNetServer, type Server } from "node:net";
import { Readable } from "node:stream";
import { ManualClock } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import {
  asText,
  CircuitOpenError,
  ConnectionPool,
  path,
  ResilienceState,
  streamBody,
} from "../../src/index.js";
import { testClient } from "../support/client.js";
import { json, startServer, unusedPort } from "../support/server.js";

const get = { method: "GET", path: path`thing` };
/** A circuit that has been open for its time, of a server that is well again. */
async function opened() {
  let broken = true;
  const server = await startServer((_, response) => (broken ? json(response, 500, {}) : response.end("ok")));
  const clock = new ManualClock();
  const state = new ResilienceState();
  const client = testClient(server.url, { state, clock, retry: false });
  for (let i = 0; i < 5; i++) await client.request(get, asText).catch(() => undefined);
  broken = false;
  await clock.advanceAsync(60_000);
  return { server, clock, state };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

const circuitOf = (state: ResilienceState) => [...state.breakers.values()][0];

describe("the circuit of a client", () => {
  it.each([404, 429])("stays closed through 10,000 answers of %i", async (status) => {
    await using server = await startServer((_, response) => json(response, status, {}));
    const state = new ResilienceState();
    const client = testClient(server.url, { state });
    let left = 10_000;
    const worker = async (): Promise<void> => {
      while (left-- > 0) await client.request(get, asText).catch(() => undefined);
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    expect(server.requests).toHaveLength(10_000);
    expect(circuitOf(state)?.state).toBe("closed");
  });

  it("opens after five failures, sends nothing while open, and recovers through one probe among 100 callers", async () => {
    let healthy = false;
    let answer = (): void => {};
    await using server = await startServer((_, response) => {
      if (!healthy) return json(response, 500, {});
      answer = () => json(response, 200, "well");
      return undefined;
    });
    const clock = new ManualClock();
    const state = new ResilienceState();
    const client = testClient(server.url, { state, clock, retry: false });
    for (let i = 0; i < 5; i++)
      await expect(client.request(get, asText)).rejects.toMatchObject({ status: 500 });
    await expect(client.request(get, asText)).rejects.toBeInstanceOf(CircuitOpenError);
    expect(server.requests).toHaveLength(5);

    healthy = true;
    await clock.advanceAsync(60_000);
    const calls = Array.from({ length: 100 }, () =>
      client.request(get, asText).catch((error: unknown) => error),
    );
    while (server.requests.length < 6) await new Promise((resolve) => setTimeout(resolve, 1));
    answer();
    const results = await Promise.all(calls);
    const refused = results.filter((result) => result instanceof CircuitOpenError);
    expect(refused).toHaveLength(99);
    for (const error of refused)
      expect(error).toMatchObject({ retryAfterMs: expect.any(Number), outcome: "not-sent" });
    expect(server.requests).toHaveLength(6);
    expect(circuitOf(state)?.state).toBe("closed");
  });

  it("is shared by clients of one origin, and not by clients that ask for other limits", async () => {
    await using server = await startServer((_, response) => json(response, 500, {}));
    const state = new ResilienceState();
    const one = testClient(server.url, { state, retry: false });
    const two = testClient(server.url, { state, retry: false });
    const patient = testClient(server.url, { state, retry: false, circuitBreaker: { threshold: 50 } });
    for (let i = 0; i < 5; i++) await one.request(get, asText).catch(() => undefined);
    await expect(two.request(get, asText)).rejects.toBeInstanceOf(CircuitOpenError);
    await expect(patient.request(get, asText)).rejects.toMatchObject({ status: 500 });
  });

  it("refuses calls that were waiting when it opened", async () => {
    await using server = await startServer((_, response) => json(response, 500, {}));
    await using pool = new ConnectionPool({ connections: { api: 1 } });
    const client = testClient(server.url, { pool, retry: false, circuitBreaker: { threshold: 1 } });
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => client.request(get, asText)));
    const codes = results.map((result) => result.status === "rejected" && result.reason.code);
    expect(codes).toEqual(["SERVER_ERROR", ...Array(4).fill("CIRCUIT_OPEN")]);
    expect(server.requests).toHaveLength(1);
  });

  it("counts what turned out to be done already as a success", async () => {
    const answers = ["reset", 404, 500, 500] as const;
    await using server = await startServer((_, response, index) => {
      const answer = answers[index];
      if (answer === "reset") response.socket?.resetAndDestroy();
      else json(response, answer ?? 200, {});
    });
    const state = new ResilienceState();
    const client = testClient(server.url, { state, circuitBreaker: { threshold: 2 } });
    await client.request({ method: "DELETE", path: path`thing` }, asText);
    await client.request(get, asText, { retry: false }).catch(() => undefined);
    expect(circuitOf(state)?.state).toBe("closed");
    await client.request(get, asText, { retry: false }).catch(() => undefined);
    expect(circuitOf(state)?.state).toBe("open");
    expect(client.circuit).toBe("open");
    expect(testClient(server.url, { state, circuitBreaker: false }).circuit).toBe("closed");
  });

  it("is probed by who goes out first, not by who waits for its own rate", async () => {
    const { server, clock, state } = await opened();
    const make = (account: string) => testClient(server.url, { state, clock, account, rateLimit: 100 });
    const paused = make("anna");
    paused.pause(3_600_000);
    const waiting = paused.request(get, asText, { deadlineMs: false });
    await expect(make("ben").request(get, asText)).resolves.toBe("ok");
    expect(circuitOf(state)?.state).toBe("closed");
    await clock.advanceAsync(3_600_000);
    await expect(waiting).resolves.toBe("ok");
    await server.close();
  });

  it("is not held by an upload as its probe for longer than 10 s", async () => {
    const { server, clock, state } = await opened();
    const client = testClient(server.url, { state, clock, timeoutMs: 60_000 });
    const source = new Readable({ read() {} });
    source.push("half");
    const put = { method: "PUT", path: path`file`, lane: "transfer" as const };
    const upload = client.request({ ...put, body: streamBody(() => source, 8) }, asText);
    await expect(client.request(get, asText)).rejects.toMatchObject({ code: "CIRCUIT_OPEN" });
    await clock.advanceAsync(10_000);
    await expect(client.request(get, asText)).resolves.toBe("ok");
    expect(circuitOf(state)?.state).toBe("closed");
    source.push("done");
    source.push(null);
    await expect(upload).resolves.toBe("ok");
    await server.close();
  });

  it("lets the call whose failure opens it fail with that failure, at once, and spends no retry on it", async () => {
    await using server = await startServer((_, response) => json(response, 500, {}));
    const state = new ResilienceState();
    // A retry would wait for the clock.
    const client = testClient(server.url, {
      state,
      clock: new ManualClock(),
      random: () => 1,
      circuitBreaker: { threshold: 1 },
    });
    await expect(client.request(get, asText)).rejects.toMatchObject({ status: 500, attempts: 1 });
    expect(state.metrics.getStats().retriedRequests).toBe(0);
    await expect(client.request(get, asText)).rejects.toMatchObject({
      code: "CIRCUIT_OPEN",
      message: expect.stringContaining("(last: ServerError 500)"),
      cause: { code: "SERVER_ERROR", status: 500 },
    });
  });

  it("does not keep a retry from coming that waits until the circuit may be probed", async () => {
    await using server = await startServer((_, response, index) =>
      index === 0 ? json(response, 503, {}, { "retry-after": "0.1" }) : json(response, 200, "ok"),
    );
    const client = testClient(server.url, { circuitBreaker: { threshold: 1, openMs: 50 }, rateLimit: false });
    await expect(client.request(get, asText)).resolves.toBe('"ok"');
  });

  it("says that nobody answers, when that is why it is open", async () => {
    const url = `http://127.0.0.1:${await unusedPort()}`;
    const client = testClient(url, { circuitBreaker: { threshold: 1 } });
    await expect(client.request(get, asText)).rejects.toMatchObject({ code: "ECONNREFUSED", attempts: 1 });
    await expect(client.request(get, asText)).rejects.toMatchObject({
      code: "CIRCUIT_OPEN",
      message: expect.stringMatching(/\(last: connect ECONNREFUSED 127\.0\.0\.1:\d+\); try again in/),
      cause: { name: "NetworkError", code: "ECONNREFUSED" },
    });
  });

  it.each(["reset", "end"] as const)(
    "does not count a kept connection that turns out to be gone (%s)",
    async (how) => {
      let breaksFresh = false;
      const server = createNetServer((socket) => {
        let requests = 0;
        socket.on("error", () => undefined);
        socket.on("data", () => {
          const isGone = breaksFresh || requests++ > 0;
          if (!isGone) socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
          else if (how === "reset") socket.resetAndDestroy();
          else socket.end();
        });
      });
      const port = await listen(server);
      await using pool = new ConnectionPool();
      const state = new ResilienceState();
      const options = { state, pool, retry: 2, circuitBreaker: { threshold: 1 } };
      const client = testClient(`http://127.0.0.1:${port}`, options);
      for (let i = 0; i < 5; i++) await expect(client.request(get, asText)).resolves.toBe("ok");
      expect(state.metrics.getStats().retriedRequests).toBeGreaterThan(0);
      expect(client.circuit).toBe("closed");
      // A new connection that breaks says more.
      breaksFresh = true;
      await expect(client.request(get, asText)).rejects.toMatchObject({ name: "NetworkError" });
      expect(client.circuit).toBe("open");
      server.close();
    },
  );

  it("does not count calls that the caller gave up", async () => {
    let caller = new AbortController();
    await using server = await startServer(() => caller.abort());
    const state = new ResilienceState();
    const client = testClient(server.url, { state });
    for (let i = 0; i < 6; i++) {
      caller = new AbortController();
      await expect(client.request(get, asText, { signal: caller.signal })).rejects.toMatchObject({
        code: "ABORTED",
        outcome: "unknown",
      });
    }
    expect(circuitOf(state)?.state).toBe("closed");
  });
});

describe("the retry budget", () => {
  it("bounds the load of a total outage once it is spent", async () => {
    await using server = await startServer((_, response) => json(response, 500, {}));
    const client = testClient(server.url, { circuitBreaker: false });
    for (let i = 0; i < 200; i++) await client.request(get, asText).catch(() => undefined);
    const before = server.requests.length;
    for (let i = 0; i < 1000; i++) await client.request(get, asText).catch(() => undefined);
    expect(server.requests.length - before).toBeLessThanOrEqual(1200);
    expect(before).toBeGreaterThan(250);
  });
});
