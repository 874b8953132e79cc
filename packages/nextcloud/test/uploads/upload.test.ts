import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  AbortError,
  ConflictError,
  InsufficientStorageError,
  InvalidInputError,
  NotFoundError,
  ResponseError,
} from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import type { UploadContent } from "../../src/index.js";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let files: (typeof server)["client"]["files"];

beforeEach(async () => {
  server = await startNextcloud();
  files = server.client.files;
  return () => server[Symbol.asyncDispose]();
});

const sent = (method: string) => server.fake.requests.filter((request) => request.method === method);
const content = randomBytes(100_000);
const chunkBytes = 30_000;

describe("content of every kind arrives as it is", () => {
  const text = Buffer.from("Grüße");
  const kinds: [string, Buffer, () => UploadContent][] = [
    ["text", text, () => "Grüße"],
    ["bytes", content, () => content],
    ["a Blob", content, () => new Blob([content])],
    ["a stream of Node's", content, () => Readable.from([content.subarray(0, 7), content.subarray(7)])],
    ["a stream of the web's", content, () => new Blob([content]).stream()],
    ["an iterable of text", text, () => Readable.from(["Grü", "ße"])],
    ["nothing", Buffer.alloc(0), () => Readable.from([])],
  ];

  test.each(kinds)("%s", async (_, expected, make) => {
    const { etag, fileId } = await files.upload("any", make());
    expect((await files.download("any")).equals(expected)).toBe(true);
    expect(await files.stat("any")).toMatchObject({ etag, fileId });
  });

  test("a file of this machine", async () => {
    const folder = await mkdtemp(join(tmpdir(), "platformq-"));
    await writeFile(join(folder, "local.bin"), content);
    await files.upload("local.bin", { localPath: join(folder, "local.bin") }, { chunkBytes });
    expect((await files.download("local.bin")).equals(content)).toBe(true);
    await rm(folder, { recursive: true });
    await expect(files.upload("x", { localPath: join(folder, "gone") })).rejects.toBeInstanceOf(
      InvalidInputError,
    );
  });

  test("no body is ever sent without its length, not even by an injected fetch", async () => {
    const client = server.connect({ fetch: globalThis.fetch });
    await client.files.upload("big", Readable.from([content, content]), { chunkBytes: 150_000 });
    await client.files.upload("blob", new Blob([content]));
    await files.upload("stream", Readable.from([content]));
    expect((await files.stat("big")).size).toBe(200_000);
    expect((await files.stat("blob")).size).toBe(100_000);
    for (const { headers } of sent("PUT")) {
      expect(headers).not.toHaveProperty("transfer-encoding");
      expect(headers).toHaveProperty("content-length");
    }
  });
});

describe("a long file", () => {
  test("goes up in chunks and becomes one file", async () => {
    const lastModified = new Date("2024-05-21T13:37:00Z");
    const progress: number[] = [];
    const { etag } = await files.upload("long.bin", content, {
      chunkBytes,
      lastModified,
      onProgress: ({ uploadedBytes }) => progress.push(uploadedBytes),
    });
    expect((await files.download("long.bin")).equals(content)).toBe(true);
    expect(await files.stat("long.bin")).toMatchObject({ etag, lastModified, size: 100_000 });
    expect(sent("PUT").map(({ headers }) => headers["content-length"])).toEqual(
      expect.arrayContaining(["30000", "30000", "30000", "10000"]),
    );
    expect(progress.at(-1)).toBe(100_000);
    expect(server.fake.state.uploads.size).toBe(0);
  });

  test("of a stream does too, without its length being known", async () => {
    const parts = Array.from({ length: 10 }, (_, i) => content.subarray(i * 10_000, (i + 1) * 10_000));
    await files.upload("stream.bin", Readable.from(parts), { chunkBytes });
    expect((await files.download("stream.bin")).equals(content)).toBe(true);
  });

  test("is refused where something is, when told so", async () => {
    await files.upload("kept.bin", "first");
    const refused = files.upload("kept.bin", content, { chunkBytes, overwrite: false });
    await expect(refused).rejects.toBeInstanceOf(ConflictError);
    expect(await files.downloadText("kept.bin")).toBe("first");
    expect(server.fake.state.uploads.size).toBe(0);
  });

  test("replaces a file only while it has the etag", async () => {
    const { etag } = await files.upload("versioned.bin", "first");
    await files.upload("versioned.bin", content, { chunkBytes, ifMatch: etag });
    const late = files.upload("versioned.bin", content, { chunkBytes, ifMatch: etag });
    await expect(late).rejects.toBeInstanceOf(ConflictError);
  });

  test("is refused at its first chunk when it is beyond the quota, and leaves nothing behind", async () => {
    const ben = server.connect({ username: "ben", password: "test-password-ben" });
    const user = server.fake.state.users.get("ben");
    if (user) user.quota = 50_000;
    const tooMuch = ben.files.upload("big", content, { chunkBytes: 1_000, parallel: 1 });
    await expect(tooMuch).rejects.toBeInstanceOf(InsufficientStorageError);
    expect(sent("PUT")).toHaveLength(1);
    expect(server.fake.state.uploads.size).toBe(0);
  });

  test("needs its folder to be there", async () => {
    const lost = files.upload("nowhere/big", content, { chunkBytes });
    await expect(lost).rejects.toBeInstanceOf(NotFoundError);
  });

  test("repeats a chunk that got lost, and never more than that", async () => {
    server.faults.next({ match: /PUT .*00002$/, reset: "before-response" });
    await files.upload("patient.bin", content, { chunkBytes });
    expect((await files.download("patient.bin")).equals(content)).toBe(true);
    expect(sent("PUT")).toHaveLength(5);
  });
});

describe("the assembly", () => {
  test("is confirmed by the file when its answer got lost, and not sent again", async () => {
    server.faults.next({ match: "MOVE", reset: "before-response", handled: true });
    const { etag } = await files.upload("lost.bin", content, { chunkBytes });
    expect(etag).toBe((await files.stat("lost.bin")).etag);
    expect(sent("MOVE")).toHaveLength(1);
  });

  test("is not taken for done because a file of the same size was there", async () => {
    await files.upload("same.bin", randomBytes(100_000), { chunkBytes: 200_000 });
    const upload = files.startUpload("same.bin", content, { chunkBytes });
    server.faults.next({ match: "MOVE", reset: "before-response" });
    // What would end the upload without the file being ours.
    const aborted = server.client.files.abortUpload.bind(files);
    const timer = setInterval(() => {
      if (sent("MOVE").length > 0) void aborted(upload.uploadId).then(() => clearInterval(timer));
    }, 5);
    await expect(upload.result).rejects.toMatchObject({ outcome: "unknown" });
    clearInterval(timer);
    expect(sent("MOVE")).toHaveLength(1);
  });

  test("is not repeated even for who calls everything idempotent", async () => {
    server.faults.next({ match: "MOVE", reset: "before-response", handled: true });
    await files.upload("once.bin", content, { chunkBytes }, { idempotent: true });
    expect(sent("MOVE")).toHaveLength(1);
  });
});

describe("an interrupted upload", () => {
  test("is gone on with under its name, with what is missing", async () => {
    const uploadId = "platformq-resume";
    server.faults.next({ match: /PUT .*00003$/, status: 403, times: 1 });
    const first = files.upload("resumed.bin", content, { chunkBytes, uploadId, parallel: 1 });
    await expect(first).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect([...(server.fake.state.uploads.get(`admin/${uploadId}`)?.keys() ?? [])]).toEqual([
      "00001",
      "00002",
    ]);
    const before = sent("PUT").length;
    // Another process: another client.
    await server.connect().files.upload("resumed.bin", content, { chunkBytes, uploadId });
    expect(sent("PUT").length - before).toBe(2);
    expect((await files.download("resumed.bin")).equals(content)).toBe(true);
  });

  test("drops what shorter chunks of an earlier attempt have left", async () => {
    const uploadId = "platformq-shorter";
    const upload = files.startUpload("mixed.bin", content, { chunkBytes: 10_000, uploadId, parallel: 1 });
    for await (const { uploadedBytes } of upload) if (uploadedBytes >= 50_000) break;
    upload.abort();
    await expect(upload.result).rejects.toBeInstanceOf(AbortError);
    await files.upload("mixed.bin", content, { chunkBytes: 60_000, uploadId });
    expect((await files.download("mixed.bin")).equals(content)).toBe(true);
  });

  test("without a name is cleaned up", async () => {
    server.faults.next({ match: /PUT .*00002$/, status: 403 });
    await expect(files.upload("gone.bin", content, { chunkBytes })).rejects.toThrow();
    expect(server.fake.state.uploads.size).toBe(0);
  });

  test("can be given up for good", async () => {
    const upload = files.startUpload("given-up.bin", content, { chunkBytes, parallel: 1 });
    for await (const _ of upload) break;
    upload.abort();
    await expect(upload.result).rejects.toBeInstanceOf(AbortError);
    await files.abortUpload(upload.uploadId);
    await files.abortUpload(upload.uploadId);
    expect(server.fake.state.uploads.size).toBe(0);
  });
});

describe("verify", () => {
  /** Stores something else than it is given, as a server behind a broken proxy does. */
  const damage = () => {
    const { files: tree } = server.fake.state;
    const write = tree.write.bind(tree);
    tree.write = (parent, name, bytes, details) => write(parent, name, bytes.subarray(1), details);
  };

  test("finds a stream that was stored short", async () => {
    damage();
    const error = await files.upload("short", Readable.from(["hello"])).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({
      code: "UPLOAD_MISMATCH",
      message: expect.stringContaining("4 bytes instead of 5"),
    });
  });

  test("finds chunks that became less than they were", async () => {
    damage();
    await expect(files.upload("short", content, { chunkBytes })).rejects.toMatchObject({
      code: "UPLOAD_MISMATCH",
    });
  });

  test("looks at every upload when told so, and else costs a short one nothing", async () => {
    await files.upload("quick", "hello");
    expect(sent("PROPFIND")).toHaveLength(0);
    damage();
    await expect(files.upload("short", "hello", { verify: true })).rejects.toMatchObject({
      code: "UPLOAD_MISMATCH",
    });
  });

  test("compares the content itself with sha256, in one piece and in chunks", async () => {
    await files.upload("whole", content, { verify: "sha256" });
    await files.upload("chunked", content, { verify: "sha256", chunkBytes });
    await files.upload("streamed", Readable.from([content]), { verify: "sha256", chunkBytes });
    const { files: tree } = server.fake.state;
    const write = tree.write.bind(tree);
    tree.write = (parent, name, bytes, details) => write(parent, name, Buffer.from(bytes).fill(0), details);
    for (const params of [{ verify: "sha256" }, { verify: "sha256", chunkBytes }] as const) {
      await expect(files.upload("zeros", content, params)).rejects.toMatchObject({ code: "UPLOAD_MISMATCH" });
    }
  });
});

describe("startUpload", () => {
  test("lets its progress be walked along with", async () => {
    const upload = files.startUpload("walked.bin", content, { chunkBytes: 10_000, parallel: 1 });
    const seen: number[] = [];
    for await (const { uploadedBytes, totalBytes } of upload) {
      expect(totalBytes).toBe(100_000);
      seen.push(uploadedBytes);
    }
    expect(seen.at(-1)).toBe(100_000);
    expect((await upload.result).etag).toBe((await files.stat("walked.bin")).etag);
  });

  test("throws to who walks along what the upload ended with", async () => {
    const upload = files.startUpload("nowhere/x", "text");
    const walk = async () => {
      for await (const _ of upload);
    };
    await expect(walk()).rejects.toBeInstanceOf(NotFoundError);
  });
});

test.each([
  ["chunkBytes", { chunkBytes: 0 }],
  ["parallel", { parallel: 1.5 }],
])("a wrong %s is refused before anything is sent", async (name, params) => {
  await expect(files.upload("x", "y", params)).rejects.toThrow(name);
  expect(server.fake.requests).toHaveLength(0);
});
