import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FileSource, InvalidInputError, openFile } from "../../src/index.js";

const bytes = Buffer.from("what is in it");
let folder: string;
let localPath: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "open-file-"));
  localPath = join(folder, "plan.txt");
  await writeFile(localPath, bytes);
});
afterAll(() => rm(folder, { recursive: true }));

describe("openFile", () => {
  it("reads every source from any offset, more than once", async () => {
    const sources: [FileSource, string | undefined, string | undefined][] = [
      [{ localPath }, "plan.txt", undefined],
      [{ localPath: pathToFileURL(localPath) }, "plan.txt", undefined],
      [bytes, undefined, undefined],
      [new Blob([bytes], { type: "text/plain" }), undefined, "text/plain"],
      [new File([bytes], "blob.txt"), "blob.txt", undefined],
      [{ open: (at) => Readable.from([bytes.subarray(at)]), sizeBytes: bytes.length }, undefined, undefined],
    ];
    for (const [source, name, contentType] of sources) {
      const file = await openFile(source, "test");
      expect(file).toMatchObject({ sizeBytes: bytes.length, name, contentType });
      for (const at of [0, 5, 0]) {
        const chunks: Uint8Array[] = [];
        for await (const chunk of file.open(at)) chunks.push(chunk);
        expect(Buffer.concat(chunks).toString()).toBe(bytes.toString("utf8", at));
      }
    }
  });

  it("refuses a path where no file is", async () => {
    await expect(openFile({ localPath: join(folder, "gone.txt") }, "test")).rejects.toMatchObject({
      name: "InvalidInputError",
      service: "test",
      cause: { code: "ENOENT" },
    });
    await expect(openFile({ localPath: folder }, "test")).rejects.toThrow("is no file");
  });

  it("does not guess whether a string is a path or the content", async () => {
    // @ts-expect-error It could be either.
    const opening = openFile("plan.txt", "test");
    await expect(opening).rejects.toThrow(
      "A file is { localPath }, bytes, a Blob, or { open, sizeBytes }, not string",
    );
    await expect(opening).rejects.toBeInstanceOf(InvalidInputError);
  });
});
