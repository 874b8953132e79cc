import { createHash, randomBytes } from "node:crypto";
import {
  BadRequestError,
  ConflictError,
  InvalidInputError,
  NetworkError,
  NotFoundError,
} from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import type { DownloadFile } from "../../src/index.js";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let files: (typeof server)["client"]["files"];
const content = randomBytes(400_000);

beforeEach(async () => {
  server = await startNextcloud();
  files = server.client.files;
  await files.upload("data.bin", content);
  return () => server[Symbol.asyncDispose]();
});

const gets = () =>
  server.fake.requests.filter(({ method, path }) => method === "GET" && path.endsWith("data.bin"));

describe("a range", () => {
  test.each([
    [{ start: 10, end: 19 }],
    [{ start: 399_990 }],
    [{ end: 4 }],
    [{ start: 0, end: 0 }],
    [{ start: 1, end: 1 }],
    [{ start: 5, end: 999_999_999 }],
  ])("%j has these bytes and no others", async (range: DownloadFile) => {
    const { start = 0, end = content.length - 1 } = range;
    const expected = content.subarray(start, end + 1);
    expect((await files.download("data.bin", range)).equals(expected)).toBe(true);
    const { lengthBytes, body } = await files.downloadStream("data.bin", range);
    expect(lengthBytes).toBe(expected.length);
    body.destroy();
  });

  test("of the first byte does not bring the whole file", async () => {
    await files.download("data.bin", { start: 0, end: 0 });
    expect(gets().at(-1)?.headers.range).toBe("bytes=0-1");
  });

  test("is cut out by us when the server sends everything", async () => {
    server.faults.next({
      match: "GET",
      status: 200,
      body: content
        .subarray(0, 100)
        .toString("latin1")
        .replaceAll(/[^ -~]/g, "x"),
    });
    expect(await files.download("data.bin", { start: 10, end: 12 })).toHaveLength(3);
  });

  test("beyond the end and one that ends before it starts are refused", async () => {
    await expect(files.download("data.bin", { start: 400_000 })).rejects.toBeInstanceOf(BadRequestError);
    await expect(files.download("data.bin", { start: 400_000 })).rejects.toMatchObject({
      code: "RANGE_NOT_SATISFIABLE",
    });
    for (const range of [
      { start: 9, end: 3 },
      { start: 9, end: 8 },
    ]) {
      await expect(files.download("data.bin", range)).rejects.toBeInstanceOf(InvalidInputError);
    }
  });
});

describe("a download that breaks", () => {
  test("goes on where it ended", async () => {
    server.faults.next({ match: "GET", cut: 150_000 });
    expect((await files.download("data.bin")).equals(content)).toBe(true);
    expect(gets().map(({ headers }) => headers.range)).toEqual([
      undefined,
      expect.stringMatching(/^bytes=\d{5,}-$/),
    ]);
  });

  test("goes on within its range", async () => {
    server.faults.next({ match: "GET", cut: 100_000 });
    const range = { start: 50_000, end: 349_999 };
    expect((await files.download("data.bin", range)).equals(content.subarray(50_000, 350_000))).toBe(true);
  });

  test("is an error when the file has changed meanwhile", async () => {
    server.faults.next({ match: "GET", cut: 150_000 });
    const { body } = await files.downloadStream("data.bin");
    await files.upload("data.bin", "another");
    const read = async () => {
      for await (const _ of body);
    };
    const error = await read().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConflictError);
    expect(error).toMatchObject({ code: "FILE_CHANGED" });
  });

  test("is not gone on with by who wants no repetition, nor without end", async () => {
    server.faults.next({ match: "GET", cut: 150_000 });
    await expect(files.download("data.bin", {}, { retry: false })).rejects.toMatchObject({
      code: "BODY_CUT",
    });
    server.faults.next({ match: "GET", cut: 0, times: 20 });
    await expect(files.download("data.bin")).rejects.toBeInstanceOf(NetworkError);
  });
});

describe("a checksum", () => {
  const put = (file: string, checksum: string) =>
    files.upload(file, content, {}, { headers: { "oc-checksum": checksum } });
  const sha1 = createHash("sha1").update(content).digest("hex");

  test("that the content has ends the download well, also one that broke on its way", async () => {
    await put("good.bin", `ADLER32:0 SHA1:${sha1.toUpperCase()}`);
    server.faults.next({ match: "GET", cut: 150_000 });
    expect((await files.download("good.bin", { verify: true })).equals(content)).toBe(true);
  });

  test("that it has not is an error where the download is verified", async () => {
    await put("bad.bin", `SHA1:${"0".repeat(40)}`);
    await expect(files.download("bad.bin", { verify: true })).rejects.toMatchObject({
      code: "DOWNLOAD_MISMATCH",
    });
    expect(await files.download("bad.bin")).toHaveLength(content.length);
  });

  test("is of the whole file, and no part is compared with it", async () => {
    await put("bad.bin", `SHA1:${"0".repeat(40)}`);
    expect(await files.download("bad.bin", { start: 1, verify: true })).toHaveLength(content.length - 1);
  });

  test("is nothing that every file has", async () => {
    expect(await files.download("data.bin", { verify: true })).toHaveLength(content.length);
  });
});

test("a text comes whole although the server would compress it", async () => {
  const text = "Zeile\n".repeat(1_000);
  await files.upload("text.txt", text);
  const { body, etag, lengthBytes, contentType } = await files.downloadStream("text.txt");
  body.destroy();
  expect(lengthBytes).toBe(text.length);
  expect(contentType).toMatch(/^text\/plain/);
  expect(etag).toBe((await files.stat("text.txt")).etag);
  expect(await files.downloadText("text.txt")).toBe(text);
});

test("only what still has the etag is downloaded", async () => {
  await expect(files.download("data.bin", { ifMatch: "other" })).rejects.toBeInstanceOf(ConflictError);
});

test("what is not there is reported before a stream is handed out", async () => {
  await expect(files.downloadStream("missing")).rejects.toBeInstanceOf(NotFoundError);
});

test("a folder is no empty file", async () => {
  await files.createFolder("Folder");
  const error = await files.download("Folder").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(BadRequestError);
  expect(error).toMatchObject({ code: "IS_A_FOLDER" });
  await files.upload("empty.html", "");
  expect(await files.downloadText("empty.html")).toBe("");
});

test("a folder comes as a zip archive", async () => {
  await files.createFolder("Folder");
  const { body, contentType } = await files.downloadZip("Folder");
  expect(contentType).toBe("application/zip");
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  expect(Buffer.concat(chunks).subarray(0, 2).toString()).toBe("PK");
});
