import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  asBytes,
  asJson,
  asText,
  bytesBody,
  formBody,
  jsonBody,
  multipartBody,
  path,
  ResponseError,
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

  it.each([5, 50])("blame the body, not the network, when %i bytes come instead of 10", async (bytes) => {
    await using server = await startServer((_, response) => response.end());
    let opened = 0;
    const open = () => {
      opened++;
      return Readable.from([Buffer.alloc(bytes)]);
    };
    const error = await testClient(server.url)
      .request({ ...put, lane: "transfer", body: streamBody(open, 10) }, asText)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: "InvalidInputError",
      message: expect.stringContaining("not of the length"),
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

  it("end an upload whose source has stopped", async () => {
    await using server = await startServer((_, response) => response.end("stored"));
    const open = async function* () {
      yield Buffer.alloc(10);
      await new Promise((resolve) => setTimeout(resolve, 5000).unref());
    };
    const request = { ...put, lane: "transfer" as const, body: streamBody(open, 80) };
    await expect(
      testClient(server.url, { timeoutMs: 60, retry: false }).request(request, asText),
    ).rejects.toMatchObject({
      code: "SOURCE_STALLED",
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
  it.each(["cut short", "compressed in a way we do not know"])(
    "refuse by their status, though %s",
    async (how) => {
      const answers = [404, 401, 503];
      await using server = await startServer((_, response, index) => {
        const status = answers[index] ?? 200;
        if (how === "cut short" && status !== 200) {
          response.writeHead(status, { "content-length": "100", "retry-after": "0" }).write("half");
          setTimeout(() => response.socket?.destroy(), 5);
        } else {
          const encoding = status === 200 ? {} : { "content-encoding": "zstd-9" };
          response.writeHead(status, { "retry-after": "0", ...encoding }).end("all");
        }
      });
      const client = testClient(server.url);
      await expect(client.request(get, asText)).rejects.toMatchObject({ status: 404, outcome: "rejected" });
      await expect(client.request(get, asText)).rejects.toMatchObject({ status: 401, attempts: 1 });
      await expect(client.request(get, asText)).resolves.toBe("all");
      expect(server.requests).toHaveLength(4);
    },
  );

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

  it("without a body are no JSON either, and say so", async () => {
    await using server = await startServer((_, response) =>
      response.writeHead(204, { "content-type": "application/json" }).end(),
    );
    const client = testClient(server.url);
    for (const method of ["GET", "HEAD"]) {
      await expect(client.request({ ...get, method }, asJson(z.unknown()))).rejects.toMatchObject({
        code: "UNREADABLE_RESPONSE",
        message: expect.stringContaining("204: the body is empty where JSON was expected"),
      });
    }
    await expect(client.request({ ...get, method: "HEAD" }, asText)).resolves.toBe("");
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
