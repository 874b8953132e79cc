import { afterAll, beforeAll, expect, test } from "vitest";
import { type Account, openTarget, type Target } from "./nextcloud.js";

let target: Target;
let ada: Account;

beforeAll(async () => {
  target = await openTarget();
  ada = await target.addUser("ada");
});

afterAll(() => target[Symbol.asyncDispose]());

test("a project's folder is made once, filled, and shared with its people", async () => {
  const { files, shares } = target.client;
  const documents = `${target.name}/Documents`;
  expect(await files.createFolder(documents, { recursive: true })).toEqual({ created: true });
  expect(await files.createFolder(documents, { recursive: true })).toEqual({ created: false });
  expect((await files.list(target.name)).items).toMatchObject([{ path: `/${documents}`, type: "folder" }]);

  const path = `${documents}/Größe & Maß #1.txt`;
  const { etag } = await files.upload(path, "Hello\n");
  expect(await files.stat(path)).toMatchObject({ name: "Größe & Maß #1.txt", size: 6, etag });

  const params = { path: `/${target.name}`, shareType: "user", shareWith: ada.id } as const;
  const share = await shares.create({ ...params, permissions: ["all"] });
  expect((await shares.create(params)).id).toBe(share.id);
  expect(await ada.client.files.downloadText(path)).toBe("Hello\n");
});
