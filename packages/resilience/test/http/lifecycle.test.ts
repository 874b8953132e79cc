import { once } from "node:events";
import { createReadStream } from "node:fs";
import { createServer } from "node:net";
import { Readable } from "node:stream";
import { ManualClock } from "@platformq/testing";
import { Dispatcher } from "undici";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  asJson,
  asNothing,
  asText,
  ConnectionPool,
  path,
  ResilienceState,
  streamBody,
} from "../../src/index.js";
import { testClient } from "../support/client.js";
import { type Handler, json, listening, startServer } from "../support/server.js";

const get = { method: "GET", path: path`thing` };
const put = { method: "PUT", path: path`thing` };
const failed = (error: unknown): unknown => error;

/** A server that reads and never answers. */
async function silentServer() {
  const server = createServer();
  const url = await listening(server);
  const heard = once(server, "connection").then(([socket]) => once(socket, "data"));
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return { url, heard, [Symbol.asyncDispose]: close };
}

/** A client whose circuit is half-open: its next call is the probe. */
async function halfOpen(handler: Handler, options: Parameters<typeof testClient>[1] = {}) {
  let broken = true;
  const server = await startServer((request, response, index) =>
    broken ? json(response, 500, {}) : handler(request, response, index),
  );
  const clock = new ManualClock();
  const state = new ResilienceState();
  const client = testClient(server.url, { state, clock, retry: false, ...options });
  for (let i = 0; i < 5; i++) await client.request(get, asText).catch(failed);
  broken = false;
  await clock.advanceAsync(60_000);
  const [circuit] = state.breakers.values();
  return { server, client, circuit };
}

describe("a probe of a half-open circuit", () => {
  const ok: Handler = (_, response) => response.end("ok");

  it("that cannot open its body leaves the probe to the next call", async () => {
    const { server, client } = await halfOpen(ok);
    const open = (): never => {
      throw new Error("no such file");
    };
    await expect(client.request({ ...put, body: streamBody(open, 10) }, asText)).rejects.toMatchObject({
      name: "InvalidInputError",
      outcome: "not-sent",
      cause: { message: "no such file" },
    });
    await expect(client.request(get, asText)).resolves.toBe("ok");
    await server.close();
  });

  it("that the caller gives up leaves the probe to the next call", async () => {
    const caller = new AbortController();
    const answers: Handler[] = [() => caller.abort(), ok];
    const { server, client } = await halfOpen((...args) => answers.shift()?.(...args));
    await expect(client.request(get, asText, { signal: caller.signal })).rejects.toMatchObject({
      code: "ABORTED",
    });
    await expect(client.request(get, asText)).resolves.toBe("ok");
    await server.close();
  });
});

describe("a request that never goes out", () => {
  it("leaves no source of a body open, however often it was tried", async () => {
    const gone = await startServer((_, response) => response.end());
    await gone.close();
    const sources: Readable[] = [];
    const open = (): Readable => {
      const source = new Readable({ read: () => {} });
      sources.push(source);
      return source;
    };
    const client = testClient(gone.url, { retry: 1 });
    await expect(client.request({ ...put, body: streamBody(open, 10) }, asText)).rejects.toMatchObject({
      outcome: "not-sent",
    });
    expect(sources.map(({ destroyed }) => destroyed)).toEqual([true, true]);
  });
});

describe("a body whose source has stopped", () => {
  it("is closed with the attempt that waits for it", async () => {
    await using server = await silentServer();
    const source = new Readable({ read: () => {} });
    source.push("begun");
    const clock = new ManualClock();
    const client = testClient(server.url, { clock, retry: false });
    const sending = client.request({ ...put, body: streamBody(() => source, 10) }, asText).catch(failed);
    await server.heard;
    await clock.advanceAsync(30_000);
    expect(await sending).toMatchObject({ code: "ATTEMPT_TIMEOUT", outcome: "unknown" });
    expect(source.destroyed).toBe(true);
  });
});

describe("a body's source", () => {
  it("that cannot be opened fails its call, and nothing was sent", async () => {
    await using server = await startServer((_, response) => response.end("stored"));
    const client = testClient(server.url);
    const body = streamBody(() => createReadStream("/does/not/exist"), 10);
    await expect(client.request({ ...put, body, lane: "transfer" }, asText)).rejects.toMatchObject({
      name: "InvalidInputError",
      outcome: "not-sent",
      attempts: 1,
      cause: { code: "ENOENT" },
    });
    expect(server.requests).toHaveLength(0);
  });

  it("that falls silent is not the server's fault", async () => {
    await using server = await silentServer();
    const state = new ResilienceState();
    const clock = new ManualClock();
    const client = testClient(server.url, { state, clock, circuitBreaker: { threshold: 1 } });
    const source = new Readable({ read: () => {} });
    source.push("begun");
    const body = streamBody(() => source, 10);
    const sending = client.request({ ...put, body, lane: "transfer" }, asText).catch(failed);
    await server.heard;
    await clock.advanceAsync(30_000);
    expect(await sending).toMatchObject({
      name: "TimeoutError",
      code: "SOURCE_STALLED",
      message: expect.stringContaining("the body's source gave nothing for 30000 ms"),
      outcome: "unknown",
      attempts: 1,
    });
    expect(source.destroyed).toBe(true);
    expect([...state.breakers.values()].map((circuit) => circuit.state)).toEqual(["closed"]);
  });

  it("is closed when the server answers before it has read everything", async () => {
    const server = createServer((socket) => {
      socket.once("data", () => socket.end("HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n"));
    });
    const url = await listening(server);
    const source = new Readable({ read: () => {} });
    source.push("begun");
    const body = streamBody(() => source, 10);
    await expect(
      testClient(url, { retry: false }).request({ ...put, body, lane: "transfer" }, asText),
    ).rejects.toMatchObject({ status: 413 });
    expect(source.destroyed).toBe(true);
    await new Promise((resolve) => server.close(resolve));
  });
});

describe("closing a client", () => {
  it("waits for its calls, and for a body that nobody reads no longer than it was told", async () => {
    await using server = await startServer((_, response) => void response.writeHead(200).write("beginning"));
    const clock = new ManualClock();
    const client = testClient(server.url, { clock });
    const { body } = await client.stream(get);
    let isClosed = false;
    const closing = client.close({ timeoutMs: 50 }).then(() => {
      isClosed = true;
    });
    await clock.advanceAsync(49);
    expect(isClosed).toBe(false);
    await clock.advanceAsync(1);
    await closing;
    await expect(client.request(get, asText)).rejects.toMatchObject({
      name: "ClientClosedError",
      code: "CLIENT_CLOSED",
      outcome: "not-sent",
    });
    body.destroy();
  });
});

describe("an attempt during which other people's code throws", () => {
  it("ends the probe it was, so that the circuit can close", async () => {
    let rulesThrow = false;
    const readError = (): undefined => {
      if (rulesThrow) throw new TypeError("unexpected envelope");
    };
    const answers: Handler[] = [
      (_, response) => json(response, 404, {}),
      (_, response) => json(response, 200, "ok"),
    ];
    const { server, client, circuit } = await halfOpen((...args) => answers.shift()?.(...args), {
      rules: { readError },
    });
    rulesThrow = true;
    await expect(client.request(get, asText)).rejects.toThrow("unexpected envelope");
    await expect(client.request(get, asText)).resolves.toBe('"ok"');
    expect(circuit?.state).toBe("closed");
    await server.close();
  });

  it("gives its slot back when the reader throws", async () => {
    await using server = await startServer((_, response) => response.end("no json"));
    await using pool = new ConnectionPool({ connections: { api: 1 } });
    const client = testClient(server.url, { pool });
    for (let i = 0; i < 3; i++) {
      await expect(client.request(get, asJson(z.string()))).rejects.toMatchObject({
        code: "UNREADABLE_RESPONSE",
      });
    }
    expect(pool.bulkhead(server.url, "api")).toMatchObject({ active: 0, open: 0, waiting: 0 });
  });
});

const controller: Dispatcher.DispatchController = {
  aborted: false,
  paused: false,
  reason: null,
  rawHeaders: null,
  rawTrailers: null,
  abort() {},
  pause() {},
  resume() {},
};

/** Breaks the first request after it was sent, unless there were some before, and never begins another. */
class BreaksThenStalls extends Dispatcher {
  #calls: number;

  constructor(calls = 0) {
    super();
    this.#calls = calls;
  }

  override dispatch(_: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (this.#calls++ > 0) return true;
    handler.onRequestStart?.(controller, {});
    handler.onResponseError?.(controller, Object.assign(new Error("reset"), { code: "ECONNRESET" }));
    return true;
  }
}

/** Begins a request when it is told to. */
class BeginsLate extends Dispatcher {
  readonly aborted: unknown[] = [];
  begin = (): void => {};

  override dispatch(_: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const abort = (reason: unknown): void => void this.aborted.push(reason);
    this.begin = () => handler.onRequestStart?.({ ...controller, abort }, {});
    return true;
  }
}

it("a request that begins after its call has ended is stopped", async () => {
  const dispatcher = new BeginsLate();
  const client = testClient("http://127.0.0.1:1", { pool: new ConnectionPool({ dispatcher }) });
  const error = await client.request(get, asText, { signal: AbortSignal.timeout(10) }).catch(failed);
  expect(error).toMatchObject({ code: "ABORTED", outcome: "not-sent" });
  dispatcher.begin();
  expect(dispatcher.aborted).toEqual([error]);
});

describe("an error's outcome", () => {
  it("is not-sent when no attempt began, so that even a POST is repeated", async () => {
    const pool = new ConnectionPool({ dispatcher: new BreaksThenStalls(1) });
    const client = testClient("http://127.0.0.1:1", { timeoutMs: 20, retry: 1, pool });
    await expect(client.request({ method: "POST", path: path`thing` }, asNothing)).rejects.toMatchObject({
      code: "ATTEMPT_TIMEOUT",
      outcome: "not-sent",
      attempts: 2,
    });
  });

  it("is the worst of all attempts, also when the last one timed out before it was sent", async () => {
    const pool = new ConnectionPool({ dispatcher: new BreaksThenStalls() });
    const client = testClient("http://127.0.0.1:1", { timeoutMs: 30, retry: 1, pool });
    await expect(client.request(put, asNothing)).rejects.toMatchObject({
      code: "ATTEMPT_TIMEOUT",
      outcome: "unknown",
      attempts: 2,
    });
  });
});
