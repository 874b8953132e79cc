import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { describe, expect, it } from "vitest";
import {
  asAnswer,
  asText,
  type Body,
  InvalidInputError,
  jsonBody,
  path,
  ResilienceState,
  streamBody,
} from "../../src/index.js";
import { testClient } from "../support/client.js";
import { startServer } from "../support/server.js";

const get = { method: "GET", path: path`thing` };

describe("an injected fetch", () => {
  it("is looked up at call time, so that MSW's setupServer sees the request", async () => {
    const client = testClient("https://cloud.example.com/base", { fetch: "global" });
    const interceptor = setupServer(
      http.post("https://cloud.example.com/base/thing", async ({ request }) =>
        HttpResponse.json({ got: await request.json(), auth: request.headers.get("x-own") }),
      ),
    );
    interceptor.listen({ onUnhandledRequest: "error" });
    const request = {
      method: "POST",
      path: path`thing`,
      body: jsonBody({ a: 1 }),
      headers: { "x-own": "yes" },
    };
    const answer = await client.request(request, asAnswer).finally(() => interceptor.close());
    expect(JSON.parse(answer.body.toString())).toEqual({ got: { a: 1 }, auth: "yes" });
  });

  it("goes through the same pipeline", async () => {
    let calls = 0;
    const fetch = async () => new Response("{}", { status: calls++ < 2 ? 503 : 200 });
    const client = testClient("https://cloud.example.com", { fetch });
    await expect(client.request(get, asText)).resolves.toBe("{}");
    expect(calls).toBe(3);
  });

  it("does not take a TypeError of the network for one of the request", async () => {
    const fetch = async (): Promise<Response> => {
      throw new TypeError("Failed to fetch");
    };
    const client = testClient("https://cloud.example.com", { fetch, circuitBreaker: false });
    await expect(client.request({ method: "POST", path: path`thing` }, asText)).rejects.toMatchObject({
      name: "NetworkError",
      outcome: "unknown",
    });
    await expect(client.request(get, asText)).rejects.toMatchObject({ attempts: 4 });
    const refused = client.request({ ...get, headers: { "x-a": "one\ntwo" } }, asText);
    await expect(refused).rejects.toMatchObject({ name: "InvalidInputError", outcome: "not-sent" });
  });

  it("retries a POST whose connection was refused, and no other failure of the network", async () => {
    const failing = (code: string) => {
      let calls = 0;
      const fetch = async (): Promise<Response> => {
        calls++;
        throw new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) });
      };
      const client = testClient("https://cloud.example.com", { fetch });
      return client.request({ method: "POST", path: path`thing` }, asText).catch(() => calls);
    };
    expect(await failing("ECONNREFUSED")).toBe(4);
    expect(await failing("ECONNRESET")).toBe(1);
  });

  it("leaves redirects to the client, which takes no secrets along", async () => {
    await using other = await startServer((_, response) => response.end("elsewhere"));
    await using server = await startServer((_, response) =>
      response.writeHead(302, { location: `${other.url}/x` }).end(),
    );
    const client = testClient(server.url, { fetch: "global", headers: { "x-api-key": "planted" } });
    await expect(client.request(get, asText)).resolves.toBe("elsewhere");
    expect(server.requests[0]?.headers["x-api-key"]).toBe("planted");
    expect(other.requests[0]?.headers["x-api-key"]).toBeUndefined();
  });

  it("has undone the compression already", async () => {
    await using server = await startServer((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(gzipSync("unfolded"));
    });
    await expect(testClient(server.url, { fetch: "global" }).request(get, asText)).resolves.toBe("unfolded");
  });

  it("gets a stream as bytes, so that it goes out with its length", async () => {
    await using server = await startServer((_, response) => response.end("ok"));
    const client = testClient(server.url, { fetch: "global" });
    async function* pieces() {
      yield Buffer.from("hello ");
      yield Buffer.from("world");
    }
    await client.request({ method: "PUT", path: path`thing`, body: streamBody(pieces, 11) }, asText);
    const [request] = server.requests;
    expect(request?.body.toString()).toBe("hello world");
    expect(request?.headers["content-length"]).toBe("11");
    expect(request?.headers["transfer-encoding"]).toBeUndefined();
  });

  it("is not called for a stream that is too long to hold, breaks, or is of another length than it said", async () => {
    let calls = 0;
    const fetch = async () => {
      calls++;
      return new Response("ok");
    };
    const client = testClient("https://cloud.example.com", { fetch, maxBodyBytes: 100 });
    const put = (body: Body) => client.request({ method: "PUT", path: path`thing`, body }, asText);
    async function* ten() {
      yield Buffer.alloc(10);
    }
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(5);
      throw new Error("disk gone");
    }
    await expect(put(streamBody(ten, 101))).rejects.toThrow("101 bytes are more than maxBodyBytes (100)");
    await expect(put(streamBody(broken, 10))).rejects.toThrow("the body's source failed");
    for (const lengthBytes of [9, 11]) {
      await expect(put(streamBody(ten, lengthBytes))).rejects.toBeInstanceOf(InvalidInputError);
    }
    expect(calls).toBe(0);
  });

  it("is not read faster than its stream is", async () => {
    let pulled = 0;
    const endless = () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            pulled++;
            controller.enqueue(new Uint8Array(16 * 1024));
          },
        }),
      );
    const client = testClient("https://cloud.example.com", { fetch: async () => endless() });
    const { body } = await client.stream(get);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = pulled;
    expect(before).toBeLessThan(20);
    for (let i = 0; i < 10; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      body.read();
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(pulled).toBeGreaterThan(before);
    body.destroy();
    await client.close();
  });

  it("can be aborted", async () => {
    const fetch = (_: unknown, init?: RequestInit) =>
      new Promise<Response>((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      });
    const client = testClient("https://cloud.example.com", { fetch });
    await expect(client.request(get, asText, { signal: AbortSignal.timeout(20) })).rejects.toMatchObject({
      code: "ABORTED",
    });
  });
});

describe("bad input", () => {
  it.each(["pool", "fetch"])("is refused before anything is sent, and not shown (%s)", async (way) => {
    await using server = await startServer((_, response) => response.end());
    const client = testClient(server.url, way === "fetch" ? { fetch: "global" } : {});
    const error = await client
      .request({ ...get, headers: { "x-token": "plan\nted" } }, asText)
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "INVALID_INPUT", outcome: "not-sent", attempts: 1 });
    expect(inspect(error)).not.toContain("plan");
    expect(server.requests).toHaveLength(0);
  });
});

describe("a fetch that cannot be stopped", () => {
  it("does not hold its caller beyond the deadline", async () => {
    const client = testClient("https://cloud.example.com", { fetch: () => new Promise<never>(() => {}) });
    await expect(client.request(get, asText, { deadlineMs: 30 })).rejects.toMatchObject({
      code: "DEADLINE_EXCEEDED",
    });
    await client.close();
  });

  it("is not heard when it answers after its time", async () => {
    const late = () =>
      new Promise<Response>((resolve) => setTimeout(() => resolve(new Response("late")), 40));
    const state = new ResilienceState();
    const client = testClient("https://cloud.example.com", {
      fetch: late,
      state,
      timeoutMs: 20,
      retry: false,
      circuitBreaker: { threshold: 2 },
    });
    for (let i = 0; i < 2; i++) {
      await expect(client.request(get, asText)).rejects.toMatchObject({ code: "ATTEMPT_TIMEOUT" });
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    // A late success would have ended the streak.
    expect([...state.breakers.values()].map((circuit) => circuit.state)).toEqual(["open"]);
  });
});
