import { NotFoundError } from "@platformq/resilience";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Permission, ShareType } from "../../src/index.js";
import { openTarget, type Target } from "./nextcloud.js";

let target: Target;

beforeAll(async () => {
  target = await openTarget();
});

afterAll(async () => {
  await target.client.files.delete(target.folder).catch((error: unknown) => {
    if (!(error instanceof NotFoundError)) throw error;
  });
  await target[Symbol.asyncDispose]();
});

test("the server tells who signs in and what it is", async () => {
  const { account, version } = await target.client.testConnection();
  expect(account).toBe((await target.client.users.current()).id);
  expect(version).toMatch(/^\d+\.\d+/);
});

test("a folder tree is created once and found afterwards", async () => {
  const { client, folder } = target;
  expect(await client.files.createFolder(`${folder}/Documents`, { recursive: true })).toEqual({
    created: true,
  });
  expect(await client.files.createFolder(`${folder}/Documents`, { recursive: true })).toEqual({
    created: false,
  });
  const { items } = await client.files.list(folder);
  expect(items.map(({ path, type }) => ({ path, type }))).toEqual([
    { path: `/${folder}/Documents`, type: "folder" },
  ]);
});

test("a file comes back as it was uploaded", async () => {
  const { client, folder } = target;
  const path = `${folder}/Größe & Maß #1.txt`;
  const { etag } = await client.files.upload(path, "Hello\n");
  expect(await client.files.stat(path)).toMatchObject({ name: "Größe & Maß #1.txt", size: 6, etag });
  expect((await client.files.download(path)).toString()).toBe("Hello\n");
});

test("a folder is shared once, changed and no longer shared", async () => {
  const { client, folder, other } = target;
  const params = { path: `/${folder}`, shareType: "user", shareWith: other, permissions: ["all"] } as const;
  const share = await client.shares.create(params);
  expect(share).toMatchObject({ shareType: ShareType.user, shareWith: other, permissions: Permission.all });
  expect((await client.shares.create(params)).id).toBe(share.id);
  expect(await client.shares.update(share.id, { permissions: ["read"] })).toMatchObject({ permissions: 1 });
  expect((await client.shares.list({ path: `/${folder}` })).items.map(({ id }) => id)).toEqual([share.id]);
  await client.shares.delete(share.id);
  await expect(client.shares.get(share.id)).rejects.toBeInstanceOf(NotFoundError);
});
