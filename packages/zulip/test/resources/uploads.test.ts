import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { InvalidInputError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { startZulip } from "../fake-zulip.js";
import { hastyClock } from "../hasty-clock.js";

let server: Awaited<ReturnType<typeof startZulip>>;
let uploads: (typeof server)["client"]["uploads"];

beforeEach(async () => {
  server = await startZulip();
  uploads = server.connect({ clock: hastyClock }).uploads;
  return () => server[Symbol.asyncDispose]();
});

const bytes = new TextEncoder().encode("The quick brown fox");
const files = () => server.fake.state.files;

describe("upload", () => {
  test.each([
    ["bytes", bytes],
    ["a Blob", new Blob([bytes])],
    ["a stream", { open: (at: number) => Readable.from([bytes.subarray(at)]), sizeBytes: bytes.length }],
  ])("sends %s, with a Unicode name and its media type", async (_, source) => {
    const { url, filename } = await uploads.upload(source, { filename: 'Übersicht "1" 日本.PDF' });
    expect(url).toMatch(/^\/user_uploads\/2\//);
    expect(filename).toBe('Übersicht "1" 日本.PDF');
    expect(files()[0]).toMatchObject({ contentType: "application/pdf" });
    expect(Buffer.from(files()[0]?.content ?? [])).toEqual(Buffer.from(bytes));
    const { headers } = server.fake.requests.at(-1) ?? {};
    expect(headers).toHaveProperty("content-length");
    expect(headers).not.toHaveProperty("transfer-encoding");
  });

  test("sends a file by its path or URL, under its own name", async () => {
    const folder = mkdtempSync(join(tmpdir(), "zulip-"));
    const path = join(folder, "notes.md");
    writeFileSync(path, bytes);
    await uploads.upload({ localPath: path });
    await uploads.upload({ localPath: pathToFileURL(path) }, { filename: "other.unknown" });
    rmSync(folder, { recursive: true });
    expect(files().map(({ name, contentType }) => [name, contentType])).toEqual([
      ["notes.md", "text/markdown"],
      ["other.unknown", "application/octet-stream"],
    ]);
    await expect(uploads.upload({ localPath: path })).rejects.toBeInstanceOf(InvalidInputError);
  });

  test("tells its progress up to the whole", async () => {
    const seen: number[] = [];
    const large = new Uint8Array(200_000);
    await uploads.upload(large, {
      filename: "zeros",
      onProgress: ({ uploadedBytes, totalBytes }) => seen.push(uploadedBytes / totalBytes),
    });
    expect(seen.at(-1)).toBe(1);
  });

  test("needs a name", async () => {
    await expect(uploads.upload(bytes)).rejects.toThrow("The file needs a filename");
    expect(server.fake.requests).toEqual([]);
  });

  test("refuses what is larger than the server's limit before it sends it", async () => {
    const open = () => {
      throw new Error("was read");
    };
    const source = { open, sizeBytes: 26 * 1024 * 1024 };
    await expect(uploads.upload(source, { filename: "big" })).rejects.toThrow("the server takes 25 MiB");
    expect(server.fake.requests.map(({ path }) => path)).not.toContain("/api/v1/user_uploads");
  });

  test("is not repeated after an unknown outcome", async () => {
    server.faults.next({ match: "/user_uploads", reset: "before-response", handled: true });
    const upload = uploads.upload(bytes, { filename: "a" });
    await expect(upload).rejects.toMatchObject({ outcome: "unknown", attempts: 1 });
    expect(files()).toHaveLength(1);
  });

  test("reads the name servers before 9 gave the URL", async () => {
    const body = { result: "success", msg: "", uri: "/user_uploads/2/a/b/c" };
    server.faults.next({ match: "/user_uploads", status: 200, body });
    expect(await uploads.upload(bytes, { filename: "c" })).toMatchObject({ url: "/user_uploads/2/a/b/c" });
  });
});

describe("uploadResumably", () => {
  const large = new Uint8Array(300_000).map((_, index) => index % 251);

  test("sends a file", async () => {
    const { url, filename } = await uploads.uploadResumably(bytes, { filename: "ünï.txt" });
    expect(filename).toBe("ünï.txt");
    expect(await text((await uploads.download(url)).body)).toBe("The quick brown fox");
  });

  test.each([
    { reset: "before-response" } as const,
    { reset: "before-response", handled: true } as const,
    { status: 502 },
  ])("goes on after %j", async (fault) => {
    let uploadUrl = "";
    server.faults.next({ match: "PATCH", ...fault });
    const params = { filename: "large.bin", onUploadUrl: (url: string) => (uploadUrl = url) };
    const { url } = await uploads.uploadResumably(large, params);
    expect(uploadUrl).toContain("/tus/");
    expect(files()).toHaveLength(1);
    expect((await buffer((await uploads.download(url)).body)).equals(Buffer.from(large))).toBe(true);
  });

  test.each([423, 409])("waits for an upload that the server answers with %i", async (status) => {
    server.faults.next({ match: "PATCH", status });
    server.faults.next({ match: "HEAD", status, times: 2 });
    await uploads.uploadResumably(large, { filename: "large.bin" });
    expect(files()).toHaveLength(1);
  });

  test("goes on with an upload that is complete, and names its file", async () => {
    let uploadUrl = "";
    const params = { filename: "a b+c.txt", onUploadUrl: (url: string) => (uploadUrl = url) };
    const { url } = await uploads.uploadResumably(bytes, params);
    expect(await uploads.uploadResumably(bytes, { filename: "a b+c.txt", uploadUrl })).toEqual({
      url,
      filename: "a b+c.txt",
    });
  });

  test("finds the file of a storage that appends to the upload's name", async () => {
    let uploadUrl = "";
    const params = { filename: "a.txt", onUploadUrl: (url: string) => (uploadUrl = url) };
    const { url } = await uploads.uploadResumably(bytes, params);
    const headers = { "upload-offset": String(bytes.length) };
    server.faults.next({ match: "HEAD", status: 200, body: "", headers });
    const again = { filename: "a.txt", uploadUrl: `${uploadUrl}+part7` };
    expect(await uploads.uploadResumably(bytes, again)).toMatchObject({ url });
  });

  test("takes no upload for a file that the server made none of, and waits for one", async () => {
    const body = { result: "success", msg: "", attachments: [] };
    const upload = () => uploads.uploadResumably(bytes, { filename: "a.txt" });
    server.faults.next({ match: "PATCH", status: 502, handled: true });
    server.faults.next({ match: "/attachments", status: 200, body });
    expect(await upload()).toEqual({ url: `/user_uploads/${files()[0]?.path_id}`, filename: "a.txt" });
    server.faults.next({ match: "PATCH", status: 502, handled: true });
    server.faults.next({ match: "/attachments", status: 200, body, times: 20 });
    await expect(upload()).rejects.toMatchObject({ status: 502 });
  });

  test("takes an answer that only says that all is there", async () => {
    const headers = { "upload-offset": String(bytes.length) };
    server.faults.next({ match: "PATCH", status: 204, body: "", headers, handled: true });
    const { url } = await uploads.uploadResumably(bytes, { filename: "a.txt" });
    expect(url).toBe(`/user_uploads/${files()[0]?.path_id}`);
  });

  test("finds the file of an upload the server has forgotten", async () => {
    server.faults.next({ match: "PATCH", reset: "before-response", handled: true });
    server.faults.next({ match: "HEAD", status: 404 });
    const { url } = await uploads.uploadResumably(bytes, { filename: "a.txt" });
    expect(url).toBe(`/user_uploads/${files()[0]?.path_id}`);
  });

  test("sends an empty file", async () => {
    const { url } = await uploads.uploadResumably(new Uint8Array(), { filename: "empty.txt" });
    expect(url).toBe(`/user_uploads/${files()[0]?.path_id}`);
    expect(server.fake.requests.map(({ method }) => method)).not.toContain("PATCH");
  });

  test("says of a server that has none of this that it is too old", async () => {
    const old = { result: "success", msg: "", zulip_version: "9.0", zulip_feature_level: 277 };
    server.faults.next({ match: "/tus", status: 404, body: { result: "error", msg: "Not Found" } });
    server.faults.next({ match: "server_settings", status: 200, body: old });
    const upload = () => uploads.uploadResumably(bytes, { filename: "a" });
    await expect(upload()).rejects.toThrow("POST tus/ needs feature level 296; the server has 277");
    const asked = server.fake.requests.length;
    await expect(upload()).rejects.toMatchObject({ code: "UNSUPPORTED_VERSION", outcome: "not-sent" });
    expect(server.fake.requests).toHaveLength(asked);
  });

  test("goes on with an upload of another process where that was", async () => {
    const { url } = server;
    const authorization = `Basic ${Buffer.from(`${server.fake.email}:${server.fake.apiKey}`).toString("base64")}`;
    const tus = { "tus-resumable": "1.0.0", authorization };
    const metadata = `filename ${Buffer.from("large.bin").toString("base64")}`;
    const created = await fetch(`${url}/api/v1/tus/`, {
      method: "POST",
      headers: { ...tus, "upload-length": String(large.length), "upload-metadata": metadata },
    });
    const uploadUrl = created.headers.get("location") ?? "";
    await fetch(uploadUrl, {
      method: "PATCH",
      headers: { ...tus, "upload-offset": "0", "content-type": "application/offset+octet-stream" },
      body: large.subarray(0, 100_000),
    });
    const seen: number[] = [];
    await uploads.uploadResumably(large, {
      filename: "large.bin",
      uploadUrl,
      onProgress: ({ uploadedBytes }) => seen.push(uploadedBytes),
    });
    expect(seen[0]).toBeGreaterThan(100_000);
    expect(Buffer.from(files()[0]?.content ?? []).equals(Buffer.from(large))).toBe(true);
  });

  test("gives up when nothing comes of it", async () => {
    server.faults.next({ match: "PATCH", status: 502, times: 20 });
    const client = server.connect({ clock: hastyClock, circuitBreaker: false });
    const upload = client.uploads.uploadResumably(large, { filename: "x" });
    await expect(upload).rejects.toMatchObject({ status: 502 });
    expect(server.fake.requests.filter(({ method }) => method === "PATCH")).toHaveLength(5);
  });
});

describe("download", () => {
  test("gives the bytes as they arrive, with what the server says of them", async () => {
    const { url } = await uploads.upload(bytes, { filename: "a b?.txt" });
    const { body, contentType, lengthBytes } = await uploads.download(url);
    expect([contentType, lengthBytes]).toEqual(["text/plain", bytes.length]);
    expect(await buffer(body)).toEqual(Buffer.from(bytes));
    expect(await text((await uploads.download(`${server.url}${url}`)).body)).toBe("The quick brown fox");
  });

  test("refuses what is no file of this server", async () => {
    for (const url of ["https://elsewhere.example.com/user_uploads/2/a/b/c", "/avatar/1"]) {
      await expect(uploads.download(url)).rejects.toBeInstanceOf(InvalidInputError);
    }
  });

  test("a temporary URL needs no account", async () => {
    const { url } = await uploads.upload(bytes, { filename: "a.txt" });
    const response = await fetch(await uploads.temporaryUrl(url));
    expect(await response.text()).toBe("The quick brown fox");
  });
});

test("files are listed with the messages that link to them, and deleted", async () => {
  const { url } = await uploads.upload(bytes, { filename: "a.txt" });
  const { id } = await server.client.messages.send({ type: "direct", to: [11], content: `[a](${url})` });
  const { items } = await uploads.list();
  expect(items).toMatchObject([{ name: "a.txt", size: bytes.length, messages: [{ id }] }]);
  expect(await uploads.spaceUsed()).toBe(bytes.length);
  await uploads.delete(items[0]?.id ?? 0);
  expect((await uploads.list()).items).toEqual([]);
});

test("hasThumbnail asks newer servers", async () => {
  const { url } = await uploads.upload(bytes, { filename: "a.png" });
  const body = { result: "success", msg: "", has_thumbnail: true };
  server.faults.next({ match: "/thumbnail/status/2/", status: 200, body });
  expect(await uploads.hasThumbnail(url)).toBe(true);
  await expect(uploads.hasThumbnail(url)).rejects.toMatchObject({ code: "UNSUPPORTED_VERSION" });
});
