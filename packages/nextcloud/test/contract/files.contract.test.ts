import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { ConflictError, NotFoundError } from "@platformq/resilience";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTarget, type Target } from "./nextcloud.js";

let target: Target;
let files: Target["client"]["files"];
let folder: string;
const content = randomBytes(12 * 1024 * 1024);
/** The least a chunk may have where the storage is S3. */
const chunkBytes = 5 * 1024 * 1024;

beforeAll(async () => {
  target = await openTarget();
  folder = target.name;
  ({ files } = target.client);
  await files.createFolder(folder);
});

afterAll(() => target[Symbol.asyncDispose]());

test("every legal name survives a round trip", async () => {
  for (const name of ["#", "a?b", "100%", "a+b c", "😀.txt", "'quoted' (1)", "ÄÖÜ & <x>", ";=@:,$"]) {
    await files.upload(`${folder}/${name}`, name);
    expect(await files.downloadText(`${folder}/${name}`)).toBe(name);
    await files.delete(`${folder}/${name}`, { skipTrash: true });
  }
});

test("a long file goes up in chunks and comes down as it was", async () => {
  const lastModified = new Date("2024-05-21T13:37:00Z");
  const { etag } = await files.upload(`${folder}/long.bin`, content, {
    chunkBytes,
    lastModified,
    verify: "sha256",
  });
  expect(await files.stat(`${folder}/long.bin`)).toMatchObject({ size: content.length, etag, lastModified });
  expect((await files.download(`${folder}/long.bin`)).equals(content)).toBe(true);
});

test("a stream of unknown length is stored whole", async () => {
  const parts = Array.from({ length: 12 }, (_, i) => content.subarray(i << 20, (i + 1) << 20));
  await files.upload(`${folder}/stream.bin`, Readable.from(parts), { chunkBytes });
  await files.upload(`${folder}/short.bin`, Readable.from(parts.slice(0, 1)));
  expect((await files.stat(`${folder}/stream.bin`)).size).toBe(content.length);
  expect((await files.stat(`${folder}/short.bin`)).size).toBe(1 << 20);
});

test("an interrupted upload is gone on with", async () => {
  const uploadId = `${folder}-resumed`;
  const path = `${folder}/resumed.bin`;
  const upload = files.startUpload(path, content, { chunkBytes, uploadId, parallel: 1 });
  for await (const _ of upload) break;
  upload.abort();
  await upload.result.catch(() => {});
  await files.upload(path, content, { chunkBytes, uploadId });
  expect((await files.download(path)).equals(content)).toBe(true);
});

test("chunks replace a file only while it has the etag", async () => {
  const path = `${folder}/conditional.bin`;
  const { etag } = await files.upload(path, "first");
  await files.upload(path, content, { chunkBytes, ifMatch: etag });
  await expect(files.upload(path, content, { chunkBytes, ifMatch: etag })).rejects.toBeInstanceOf(
    ConflictError,
  );
  await expect(files.upload(path, content, { chunkBytes, overwrite: false })).rejects.toBeInstanceOf(
    ConflictError,
  );
});

test("ranges bring their bytes, the first one too", async () => {
  await files.upload(`${folder}/range.txt`, "0123456789");
  for (const [range, expected] of [
    [{ start: 0, end: 0 }, "0"],
    [{ start: 3, end: 5 }, "345"],
    [{ start: 8 }, "89"],
  ] as const) {
    expect((await files.download(`${folder}/range.txt`, range)).toString()).toBe(expected);
  }
});

test("files are moved, copied, found and marked", async () => {
  const [from, to] = [`${folder}/from #1.txt`, `${folder}/to ü.txt`];
  await files.upload(from, "text");
  await files.move(from, to);
  await files.copy(to, from);
  await expect(files.move(from, to, { overwrite: false })).rejects.toBeInstanceOf(ConflictError);
  await files.setFavorite(to, true);
  const { fileId } = await files.stat(to);
  expect((await files.statById(fileId)).path).toBe(`/${to}`);
  const found = await files.search({ folder, where: { name: { startsWith: "to " }, isFavorite: true } });
  expect(found.items.map(({ path }) => path)).toEqual([`/${to}`]);
  expect((await files.filter({ isFavorite: true })).map(({ path }) => path)).toContain(`/${to}`);
});

test("search walks its pages", async () => {
  for (const name of ["p1", "p2", "p3"]) await files.upload(`${folder}/${name}.page`, name);
  const names: string[] = [];
  const page = await files.search({ folder, where: { name: { endsWith: ".page" } }, limit: 2 });
  for await (const { name } of page) names.push(name);
  expect(names).toEqual(["p1.page", "p2.page", "p3.page"]);
});

test("what was deleted comes back", async () => {
  const path = `${folder}/deleted.txt`;
  await files.upload(path, "back");
  await files.delete(path);
  const entry = (await target.client.trash.list()).find(({ originalPath }) => originalPath === `/${path}`);
  await target.client.trash.restore(entry?.id ?? "");
  expect(await files.downloadText(path)).toBe("back");
});

test("an earlier version comes back", async () => {
  const path = `${folder}/versioned.txt`;
  await files.upload(path, "first", { lastModified: new Date("2024-01-01T00:00:00Z") });
  await files.upload(path, "second", { lastModified: new Date("2024-02-01T00:00:00Z") });
  const { fileId } = await files.stat(path);
  const versions = await target.client.versions.list(fileId);
  await target.client.versions.restore(fileId, versions.at(-1)?.id ?? "");
  expect(await files.downloadText(path)).toBe("first");
});

test("tags and comments are put on a file and taken off", async () => {
  const { tags, comments } = target.client;
  await files.upload(`${folder}/discussed.txt`, "x");
  const { fileId } = await files.stat(`${folder}/discussed.txt`);
  const tagId = await tags.create({ name: folder });
  await tags.assign(fileId, tagId);
  await tags.assign(fileId, tagId);
  expect((await files.filter({ tagIds: [tagId] })).map(({ path }) => path)).toEqual([
    `/${folder}/discussed.txt`,
  ]);
  await tags.unassign(fileId, tagId);
  await tags.delete(tagId);
  const id = await comments.create(fileId, "Hello");
  expect((await comments.list(fileId)).items.map(({ message }) => message)).toEqual(["Hello"]);
  await comments.delete(fileId, id);
});

test("a link is visited by anybody", async () => {
  await files.upload(`${folder}/open.txt`, "open");
  const share = await target.client.shares.create({ path: `/${folder}`, shareType: "link" });
  const link = target.client.publicLinks.open(share.token ?? "");
  expect((await link.download("open.txt")).toString()).toBe("open");
  await target.client.shares.delete(share.id);
  await expect(link.list()).rejects.toBeInstanceOf(NotFoundError);
});
