import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { ClientClosedError, ConflictError, NotFoundError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import type { WebDAVClient } from "webdav";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let webdav: WebDAVClient;

beforeEach(async () => {
  server = await startNextcloud();
  webdav = await server.client.webdav();
  return () => server[Symbol.asyncDispose]();
});

const puts = () => server.fake.requests.filter(({ method }) => method === "PUT");

/** Waits until a stream that `webdav` writes has arrived. */
function written(path: string, chunks: readonly string[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const stream = webdav.createWriteStream(path, {}, resolve).on("error", reject);
    for (const chunk of chunks) stream.write(chunk);
    stream.end();
  });
}

describe("the webdav package's client", () => {
  test("works on the account's files", async () => {
    await webdav.createDirectory("/Über #1/a", { recursive: true });
    await webdav.putFileContents("/Über #1/a/x & y.txt", "hello");
    expect(await webdav.getFileContents("/Über #1/a/x & y.txt", { format: "text" })).toBe("hello");
    await webdav.moveFile("/Über #1/a/x & y.txt", "/Über #1/z.txt");
    await webdav.copyFile("/Über #1/z.txt", "/copy.txt");
    const entries = await webdav.getDirectoryContents("/Über #1");
    expect(entries.map(({ filename, type, size }) => [filename, type, size])).toEqual([
      ["/Über #1/a", "directory", 0],
      ["/Über #1/z.txt", "file", 5],
    ]);
    await webdav.deleteFile("/copy.txt");
    expect(await webdav.exists("/copy.txt")).toBe(false);
    expect(await server.client.files.downloadText("Über #1/z.txt")).toBe("hello");
  });

  test("sends the client's credential, and repeats what the outcome table repeats", async () => {
    server.faults.next({ status: 503, retryAfter: 0 });
    await webdav.putFileContents("/a.txt", "hello");
    expect(puts().map(({ status }) => status)).toEqual([503, 201]);
    await server.client.close();
    await expect(webdav.stat("/a.txt")).rejects.toBeInstanceOf(ClientClosedError);
  });

  test("fails with the client's errors", async () => {
    await expect(webdav.stat("/missing")).rejects.toBeInstanceOf(NotFoundError);
    await expect(webdav.putFileContents("/missing/a", "a")).rejects.toMatchObject({
      code: "PARENT_NOT_FOUND",
    });
    await webdav.createDirectory("/a");
    await expect(webdav.createDirectory("/a")).rejects.toBeInstanceOf(ConflictError);
  });

  test("tells of an upload that would have overwritten, as the package does", async () => {
    expect(await webdav.putFileContents("/a.txt", "1", { overwrite: false })).toBe(true);
    expect(await webdav.putFileContents("/a.txt", "2", { overwrite: false })).toBe(false);
    expect(await webdav.getFileContents("/a.txt", { format: "text" })).toBe("1");
  });

  test("sends a stream with its length", async () => {
    const content = "x".repeat(100_000);
    await written("/stream.txt", [content, content]);
    await webdav.putFileContents("/readable.txt", Readable.from([content]));
    for (const { headers } of puts()) expect(headers["transfer-encoding"]).toBeUndefined();
    expect((await server.client.files.stat("stream.txt")).size).toBe(200_000);
    expect((await server.client.files.stat("readable.txt")).size).toBe(100_000);
  });

  test("refuses a stream that is longer than what may be held in memory", async () => {
    webdav = await server.connect({ maxBodyBytes: 50_000 }).webdav();
    await expect(written("/long.txt", ["x".repeat(50_001)])).rejects.toThrow(/maxBodyBytes/);
    expect(puts()).toEqual([]);
  });

  test("streams what it reads, and ends the stream with the error that broke it", async () => {
    const content = "x".repeat(300_000);
    await server.client.files.upload("a.txt", content);
    const whole = webdav.createReadStream("/a.txt");
    if (!(whole instanceof Readable)) throw new Error("no stream");
    expect(await text(whole)).toBe(content);
    server.faults.next({ cut: 1000, match: "GET " });
    const broken = webdav.createReadStream("/a.txt");
    if (!(broken instanceof Readable)) throw new Error("no stream");
    await expect(text(broken)).rejects.toMatchObject({ service: "nextcloud" });
  });

  test("makes requests of one's own", async () => {
    await server.client.files.upload("a.txt", "hello");
    const answer = await webdav.customRequest("/a.txt", { method: "HEAD" });
    expect(answer.headers.get("content-length")).toBe("5");
    expect(answer.ok).toBe(true);
  });

  test("keeps each client's requests to itself", async () => {
    const anna = await server.connect({ username: "anna", password: "test-password-anna" }).webdav();
    await Promise.all([
      anna.putFileContents("/mine.txt", "anna"),
      webdav.putFileContents("/mine.txt", "admin"),
    ]);
    expect(await anna.getFileContents("/mine.txt", { format: "text" })).toBe("anna");
    expect(await webdav.getFileContents("/mine.txt", { format: "text" })).toBe("admin");
  });
});
