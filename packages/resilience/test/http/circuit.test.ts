import { describe, expect, it } from "vitest";
import { asText, CircuitOpenError, ConnectionPool, path, ResilienceState } from "../../src/index.js";
import { testClient } from "../support/client.js";
import { FakeClock } from "../support/fake-clock.js";
import { json, startServer } from "../support/server.js";

const get = { method: "GET", path: path`thing` };
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
    const clock = new FakeClock();
    const state = new ResilienceState();
    const client = testClient(server.url, { state, clock, retry: false });
    for (let i = 0; i < 5; i++)
      await expect(client.request(get, asText)).rejects.toMatchObject({ status: 500 });
    await expect(client.request(get, asText)).rejects.toBeInstanceOf(CircuitOpenError);
    expect(server.requests).toHaveLength(5);

    healthy = true;
    await clock.advance(60_000);
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

  it("does not count calls that the caller gave up", async () => {
    await using server = await startServer(() => undefined);
    const state = new ResilienceState();
    const client = testClient(server.url, { state });
    for (let i = 0; i < 6; i++) {
      await expect(client.request(get, asText, { signal: AbortSignal.timeout(20) })).rejects.toMatchObject({
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
