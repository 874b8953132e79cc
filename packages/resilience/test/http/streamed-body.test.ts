import { once } from "node:events";
import { createServer } from "node:net";
import { ManualClock } from "@platformq/testing";
import { describe, expect, it, vi } from "vitest";
import { asText, ConnectionPool, path, ResilienceState } from "../../src/index.js";
import { testClient } from "../support/client.js";
import { listening, startServer } from "../support/server.js";

const get = { method: "GET", path: path`thing` };

describe("a body in the caller's hands", () => {
  it("that was never read holds nothing once it has arrived", async () => {
    await using server = await startServer((_, response) => response.end("small"));
    await using pool = new ConnectionPool({ connections: { api: 1 }, maxOpenBodies: 1 });
    const client = testClient(server.url, { pool });
    for (let i = 0; i < 5; i++) expect((await client.stream(get)).status).toBe(200);
    expect(pool.bulkhead(server.url, "api")).toMatchObject({ active: 0, open: 0 });
    await client.close();
  });

  it("counts as a failure of the circuit when it is cut short, and not when the caller closes it", async () => {
    await using server = await startServer((request, response) => {
      response.writeHead(200, { "content-length": "1000000" });
      response.write("beginning");
      if (request.url === "/cut") setTimeout(() => response.socket?.destroy(), 5);
    });
    const state = new ResilienceState();
    const client = testClient(server.url, { state, circuitBreaker: { threshold: 1 } });
    const [circuit] = state.breakers.values();
    const left = await client.stream(get);
    left.body.destroy();
    const caller = new AbortController();
    const aborted = await client.stream(get, { signal: caller.signal });
    caller.abort();
    await expect(aborted.body.toArray()).rejects.toMatchObject({ code: "ABORTED" });
    expect(circuit?.state).toBe("closed");
    const cut = await client.stream({ method: "GET", path: path`cut` });
    await expect(cut.body.toArray()).rejects.toMatchObject({ code: "BODY_CUT", outcome: "unknown" });
    expect(circuit?.state).toBe("open");
  });

  it("that fails before its reader has come does not end the process", async () => {
    const server = createServer((socket) => {
      socket.once("data", () => {
        socket.end("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf");
      });
    });
    const answer = await testClient(await listening(server)).stream(get);
    await new Promise((resolve) => answer.body.once("close", resolve));
    await expect(answer.body.toArray()).rejects.toMatchObject({ code: "BODY_CUT" });
    await new Promise((resolve) => server.close(resolve));
  });

  it("ends at the call's deadline, though its reader never came", async () => {
    await using server = await startServer((_, response) => void response.writeHead(200).write("beginning"));
    await using pool = new ConnectionPool();
    const clock = new ManualClock();
    const client = testClient(server.url, { clock, pool });
    const answer = await client.stream(get, { deadlineMs: 50 });
    await clock.advanceAsync(50);
    expect(pool.bulkhead(server.url, "api").open).toBe(0);
    await expect(answer.body.toArray()).rejects.toMatchObject({
      code: "DEADLINE_EXCEEDED",
      outcome: "unknown",
    });
  });

  it("may be read more slowly than an attempt may take, but not fall silent as long", async () => {
    let tick = (): void => {};
    await using server = await startServer((_, response) => {
      response.writeHead(200);
      tick = () => void response.write("tick");
      tick();
    });
    const clock = new ManualClock();
    const { body } = await testClient(server.url, { clock, timeoutMs: 90 }).stream(get);
    for (let i = 0; i < 4; i++) {
      await once(body, "data");
      await clock.advanceAsync(60);
      tick();
    }
    await once(body, "data");
    body.pause();
    await clock.advanceAsync(89);
    expect(body.destroyed).toBe(false);
    await clock.advanceAsync(1);
    await expect(body.toArray()).rejects.toMatchObject({
      code: "ATTEMPT_TIMEOUT",
      message: expect.stringContaining("nothing moved for 90 ms"),
    });
  });

  it("is not timed while its reader makes the server wait", async () => {
    const size = 4_000_000;
    await using server = await startServer((_, response) => response.end(Buffer.alloc(size)));
    const clock = new ManualClock();
    const { body } = await testClient(server.url, { clock, timeoutMs: 40 }).stream(get);
    await vi.waitFor(() => expect(body.readableLength).toBeGreaterThanOrEqual(body.readableHighWaterMark));
    await clock.advanceAsync(150);
    expect(Buffer.concat(await body.toArray())).toHaveLength(size);
  });

  it("that falls silent counts as a failure of the circuit", async () => {
    await using server = await startServer((_, response) => void response.writeHead(200).write("one"));
    const state = new ResilienceState();
    const clock = new ManualClock();
    const client = testClient(server.url, { state, clock, circuitBreaker: { threshold: 1 } });
    const { body } = await client.stream(get);
    await once(body, "data");
    await clock.advanceAsync(30_000);
    await expect(body.toArray()).rejects.toMatchObject({ code: "ATTEMPT_TIMEOUT" });
    expect([...state.breakers.values()].map((circuit) => circuit.state)).toEqual(["open"]);
  });

  it("leaves room for the calls its reader makes, however many bodies are open", async () => {
    await using server = await startServer((request, response) => {
      if (request.url !== "/listing") return response.end("nested");
      response.writeHead(200);
      response.write("first");
      setTimeout(() => response.end("last"), 20);
      return undefined;
    });
    await using pool = new ConnectionPool({ connections: { api: 2 }, maxOpenBodies: 3 });
    const client = testClient(server.url, { pool });
    const walk = async (): Promise<void> => {
      const listing = await client.stream({ method: "PROPFIND", path: path`listing` }, { deadlineMs: 5000 });
      for await (const _ of listing.body) await client.request(get, asText, { deadlineMs: 5000 });
    };
    await Promise.all(Array.from({ length: 30 }, walk));
    expect(pool.bulkhead(server.url, "api")).toMatchObject({ active: 0, open: 0, waiting: 0 });
  });
});
