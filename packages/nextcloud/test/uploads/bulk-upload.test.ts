import { InvalidInputError, NetworkError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeEach(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

const requests = () => server.fake.requests.filter(({ path }) => path.endsWith("/dav/bulk"));

describe("bulkUpload", () => {
  test("uploads text and bytes of any name in one request, and tells of each", async () => {
    const lastModified = new Date("2026-01-02T03:04:05Z");
    const results = await client.files.bulkUpload([
      { path: "a.txt", content: "hello", lastModified },
      { path: "/Übung #1 100% 😀.bin", content: Uint8Array.of(0, 13, 10, 255) },
      { path: "empty", content: "" },
    ]);
    expect(requests()).toHaveLength(1);
    const stored = await Promise.all(results.map(({ path }) => client.files.stat(path)));
    expect(results).toEqual(
      stored.map(({ path, etag, fileId }) => ({ path, isUploaded: true, etag, fileId })),
    );
    expect(stored[0]?.lastModified).toEqual(lastModified);
    expect(await client.files.download("/Übung #1 100% 😀.bin")).toEqual(Buffer.of(0, 13, 10, 255));
  });

  test("tells which files could not be uploaded, and uploads the others", async () => {
    const results = await client.files.bulkUpload([
      { path: "missing/a.txt", content: "a" },
      { path: "b.txt", content: "b" },
    ]);
    expect(results).toMatchObject([
      { path: "/missing/a.txt", isUploaded: false, reason: expect.stringContaining("missing/a.txt") },
      { path: "/b.txt", isUploaded: true },
    ]);
  });

  test("tells what was done before a file arrived damaged", async () => {
    const body = { "/a.txt": { error: false, etag: "1", fileid: "00000007abc", permissions: "RGDNVW" } };
    const headers = { "content-type": "text/html; charset=UTF-8" };
    server.faults.next({ status: 400, body: JSON.stringify(body), headers, match: "dav/bulk" });
    const results = await client.files.bulkUpload([
      { path: "a.txt", content: "a" },
      { path: "b.txt", content: "b" },
    ]);
    expect(results).toEqual([
      { path: "/a.txt", isUploaded: true, etag: "1", fileId: 7 },
      { path: "/b.txt", isUploaded: false, reason: "" },
    ]);
  });

  test("sends many files in several requests", async () => {
    const files = Array.from({ length: 101 }, (_, index) => ({ path: `${index}.txt`, content: "x" }));
    const results = await client.files.bulkUpload(files);
    expect(requests()).toHaveLength(2);
    expect(results.every(({ isUploaded }) => isUploaded)).toBe(true);
    expect(await client.files.bulkUpload([])).toEqual([]);
  });

  test("is repeated when its outcome is unknown", async () => {
    server.faults.next({ reset: "before-response", handled: true, match: "dav/bulk" });
    expect(await client.files.bulkUpload([{ path: "a.txt", content: "a" }])).toMatchObject([
      { isUploaded: true },
    ]);
    server.faults.next({ reset: "before-response", match: "dav/bulk" });
    const once = client.files.bulkUpload([{ path: "a.txt", content: "a" }], { retry: false });
    await expect(once).rejects.toBeInstanceOf(NetworkError);
  });

  test.each(["a\nb", "a ", "../a", "a//b"])(
    "refuses the name %j, which a header cannot hold",
    async (path) => {
      await expect(client.files.bulkUpload([{ path, content: "" }])).rejects.toBeInstanceOf(
        InvalidInputError,
      );
      expect(requests()).toEqual([]);
    },
  );
});
