import { Readable } from "node:stream";
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  asAnswer,
  asBytes,
  asJson,
  asText,
  bytesBody,
  formBody,
  jsonBody,
  multipartBody,
  path,
  ResponseError,
  secret,
  streamBody,
} from "../../src/index.js";
import { testClient } from "../support/client.js";
import { json, startServer } from "../support/server.js";

const get = { method: "GET", path: path`thing` };
const put = { method: "PUT", path: path`thing` };

describe("requests", () => {
  it("send JSON, forms and bytes with their type and length", async () => {
    await using server = await startServer((_, response) => response.end());
    const client = testClient(server.url);
    await client.request({ ...put, body: jsonBody({ a: "ü" }) }, asText);
    await client.request({ ...put, body: formBody([["to", "[1,2]"]]) }, asText);
    await client.request({ ...put, body: bytesBody(new Uint8Array([1, 2, 3]), "image/png") }, asText);
    expect(
      server.requests.map(({ headers, body }) => [
        headers["content-type"],
        headers["content-length"],
        body.toString("latin1"),
      ]),
    ).toEqual(
      [
        ["application/json", "10", Buffer.from('{"a":"ü"}').toString("latin1")],
        ["application/x-www-form-urlencoded", "13", "to=%5B1%2C2%5D"],
        ["image/png", "3", "\x01\x02\x03"],
      ].map(([type, , body]) => [type, String(body?.length), body]),
    );
  });

  it("send multipart forms with files", async () => {
    await using server = await startServer((_, response) => response.end());
    const form = new FormData();
    form.append("metadata", JSON.stringify({ fileName: "a.txt" }));
    form.append("file", new Blob(["hello"], { type: "text/plain" }), "a.txt");
    await testClient(server.url).request(
      { method: "POST", path: path`thing`, body: multipartBody(form) },
      asText,
    );
    const [request] = server.requests;
    expect(request?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(request?.headers["content-length"]).toBe(String(request?.body.length));
    expect(request?.body.toString()).toContain('name="file"; filename="a.txt"');
  });

  it("stream with a length, never chunked, and open the stream anew for a retry", async () => {
    let opened = 0;
    await using server = await startServer((_, response, index) =>
      response.writeHead(index === 0 ? 500 : 200).end(),
    );
    const open = () => {
      opened++;
      return Readable.from([Buffer.alloc(100_000, "a"), Buffer.alloc(50_000, "b")]);
    };
    await testClient(server.url).request(
      { ...put, lane: "transfer", body: streamBody(open, 150_000) },
      asText,
    );
    expect(opened).toBe(2);
    for (const { headers, body } of server.requests) {
      expect(headers["content-length"]).toBe("150000");
      expect(headers["transfer-encoding"]).toBeUndefined();
      expect(body.length).toBe(150_000);
    }
  });

  it("tell a failing source from a failing network, and do not repeat it", async () => {
    let opened = 0;
    await using server = await startServer((_, response) => response.end());
    const open = async function* () {
      opened++;
      yield Buffer.alloc(10);
      throw new Error("disk on fire");
    };
    const body = streamBody(open, 1000);
    await expect(
      testClient(server.url).request({ ...put, lane: "transfer", body }, asText),
    ).rejects.toMatchObject({
      name: "InvalidInputError",
      cause: { message: "disk on fire" },
    });
    expect(opened).toBe(1);
  });

  it("keep a slow upload alive as long as it moves, beyond the attempt timeout", async () => {
    await using server = await startServer((_, response) => response.end("stored"));
    const open = async function* () {
      for (let i = 0; i < 8; i++) {
        await new Promise((resolve) => setTimeout(resolve, 40));
        yield Buffer.alloc(10);
      }
    };
    const request = { ...put, lane: "transfer" as const, body: streamBody(open, 80) };
    await expect(testClient(server.url, { timeoutMs: 150 }).request(request, asText)).resolves.toBe("stored");
  });

  it("end an upload that has stopped moving", async () => {
    await using server = await startServer((_, response) => response.end("stored"));
    const open = async function* () {
      yield Buffer.alloc(10);
      await new Promise((resolve) => setTimeout(resolve, 5000).unref());
    };
    const request = { ...put, lane: "transfer" as const, body: streamBody(open, 80) };
    await expect(
      testClient(server.url, { timeoutMs: 60, retry: false }).request(request, asText),
    ).rejects.toMatchObject({
      code: "ATTEMPT_TIMEOUT",
      outcome: "unknown",
    });
  });

  it("keep the base URL's path", async () => {
    await using server = await startServer((_, response) => response.end());
    await testClient(`${server.url}/nextcloud/`).request(
      { ...get, query: { q: "a b", id: [1, 2], no: undefined } },
      asText,
    );
    expect(server.requests[0]?.url).toBe("/nextcloud/thing?q=a+b&id=1&id=2");
  });

  it("go to an absolute URL of another origin without credentials or the client's headers", async () => {
    await using other = await startServer((_, response) => response.end("file"));
    const client = testClient("http://127.0.0.1:1", { headers: { "x-planted": "secret" } });
    const request = { ...get, path: path`storage`, target: new URL(`${other.url}/bucket/key?sig=1`) };
    await expect(client.request(request, asText)).resolves.toBe("file");
    expect(other.requests[0]?.url).toBe("/bucket/key?sig=1");
    expect(other.requests[0]?.headers["x-planted"]).toBeUndefined();
  });
});

describe("answers", () => {
  it("are decompressed, and a bomb is refused", async () => {
    await using server = await startServer((request, response) => {
      response.writeHead(200, { "content-encoding": "gzip", "content-type": "application/json" });
      response.end(gzipSync(request.url === "/bomb" ? Buffer.alloc(2_000_000, "0") : '{"a":1}'));
    });
    const client = testClient(server.url, { maxBodyBytes: 100_000 });
    await expect(client.request(get, asJson(z.object({ a: z.number() })))).resolves.toEqual({ a: 1 });
    await expect(client.request({ ...get, path: path`bomb` }, asBytes)).rejects.toBeInstanceOf(ResponseError);
  });

  it("that are no JSON say what came instead, and keep an excerpt off the record", async () => {
    await using server = await startServer((_, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<html>Please log in</html>"),
    );
    const error = await testClient(server.url)
      .request(get, asJson(z.unknown()))
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({
      excerpt: "<html>Please log in</html>",
      message: expect.stringContaining("text/html"),
    });
    expect(JSON.stringify(error)).not.toContain("log in");
  });

  it("of another shape name the fields", async () => {
    await using server = await startServer((_, response) => json(response, 200, { id: "7" }));
    await expect(
      testClient(server.url).request(get, asJson(z.object({ id: z.number() }))),
    ).rejects.toMatchObject({
      message: expect.stringContaining("id: Invalid input: expected number, received string"),
    });
  });

  it("larger than the limit are refused without being held, and not repeated", async () => {
    await using server = await startServer((_, response) => response.end(Buffer.alloc(200_000)));
    await expect(
      testClient(server.url, { maxBodyBytes: 100_000 }).request(get, asBytes),
    ).rejects.toMatchObject({
      code: "BODY_TOO_LARGE",
    });
    expect(server.requests).toHaveLength(1);
  });

  it("stream with back-pressure, and free their connection when destroyed", async () => {
    await using server = await startServer((_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(Buffer.alloc(64 * 1024)), 1);
      response.on("close", () => clearInterval(timer));
    });
    const client = testClient(server.url);
    const { body } = await client.stream({ ...get, lane: "transfer" });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(body.readableLength).toBeLessThan(512 * 1024);
    body.destroy();
    await client.close();
  });

  it("that end early fail their stream with a typed error", async () => {
    await using server = await startServer((_, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("beginning");
      setTimeout(() => response.socket?.destroy(), 20);
    });
    const { body } = await testClient(server.url).stream({ ...get, lane: "transfer" });
    const read = async (): Promise<void> => {
      for await (const _ of body);
    };
    await expect(read()).rejects.toMatchObject({ name: "NetworkError", code: "BODY_CUT", service: "test" });
  });

  it("end their stream at the call's abort", async () => {
    await using server = await startServer((_, response) => void response.writeHead(200).write("beginning"));
    const controller = new AbortController();
    const { body } = await testClient(server.url).stream(
      { ...get, lane: "transfer" },
      { signal: controller.signal },
    );
    setTimeout(() => controller.abort(), 20);
    const read = async (): Promise<void> => {
      for await (const _ of body);
    };
    await expect(read()).rejects.toMatchObject({ code: "ABORTED" });
  });
});

describe("errors", () => {
  it("read METHOD url → status reason: message, without query and secrets", async () => {
    await using server = await startServer((_, response) => json(response, 409, { message: "exists" }));
    const client = testClient(server.url, {
      rules: {
        readError: (answer) => ({
          message: String((answer.json as { message: string }).message),
          vendorCode: "E7",
        }),
      },
    });
    const error = await client
      .request({ method: "POST", path: path`s/${secret("t0ken")}`, query: { password: "hidden" } }, asText)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: "ConflictError[E7]",
      code: "CONFLICT",
      message: `POST ${server.url}/s/*** → 409 Conflict: exists`,
      operation: "POST s/{}",
      outcome: "rejected",
      vendorCode: "E7",
      body: { message: "exists" },
    });
  });

  it("follow a service's exceptions from the outcome table", async () => {
    await using server = await startServer((_, response, index) =>
      json(response, index === 1 ? 423 : index === 2 ? 200 : 500, { final: true }),
    );
    const client = testClient(server.url, {
      rules: {
        exceptions: [
          {
            status: 500,
            when: (answer) => (answer.json as { final?: boolean }).final === true,
            means: "answered",
          },
          { status: 423, means: "refused" },
        ],
      },
    });
    await expect(client.request(get, asText)).rejects.toMatchObject({
      status: 500,
      attempts: 1,
      outcome: "rejected",
    });
    await expect(client.request({ ...get, method: "POST" }, asText)).resolves.toBe('{"final":true}');
    expect(server.requests).toHaveLength(3);
  });
});

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
