import { BadRequestError, ConflictError, ForbiddenError, NotFoundError } from "@platformq/resilience";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Account, openTarget, type Target } from "./nextcloud.js";

let target: Target;
let ada: Account;

beforeAll(async () => {
  target = await openTarget();
  ada = await target.addUser("ada");
});

afterAll(() => target[Symbol.asyncDispose]());

test("a file is made in the place of a template, and not over another", async () => {
  const { files, templates } = ada.client;
  expect(await templates.setFolder()).toMatch(/\w/);
  for (const { extension } of await templates.list()) expect(extension).toMatch(/^\./);
  const created = await templates.create({ path: "new.md" });
  expect(created).toMatchObject({ path: "/new.md", basename: "new.md" });
  expect((await files.stat("new.md")).fileId).toBe(created.fileId);
  await expect(templates.create({ path: "new.md" })).rejects.toBeInstanceOf(ForbiddenError);
});

test("editors tell what they edit and create", async () => {
  const { editors, creators } = await ada.client.directEditing.info();
  for (const { editor } of Object.values(creators)) expect(Object.keys(editors)).toContain(editor);
});

test("addresses are found in a text", async () => {
  const url = "https://example.com/page";
  const found = await ada.client.references.extract(`See ${url} for more`, { limit: 3 });
  expect(found).toEqual({ [url]: null });
  expect(await ada.client.references.providers()).toEqual(expect.any(Array));
  expect(await ada.client.references.touchProvider("no-such-provider")).toBe(false);
});

test("machines tell what they can do, and refuse what they cannot", async () => {
  const { taskProcessing, translations } = ada.client;
  expect(await taskProcessing.types()).toEqual(expect.any(Object));
  expect(await taskProcessing.list()).toEqual([]);
  expect(await taskProcessing.listByApp("platformq")).toEqual([]);
  const unknown = { type: "core:no-such-type", input: { input: "x" }, appId: "platformq" };
  await expect(taskProcessing.schedule(unknown)).rejects.toBeInstanceOf(ConflictError);
  await expect(taskProcessing.get(2_000_000_000)).rejects.toBeInstanceOf(NotFoundError);
  expect(await translations.languages()).toMatchObject({ languages: expect.any(Array) });
});

test("files are offered only to those who exist", async () => {
  const { files, ownershipTransfers } = ada.client;
  await files.upload("mine.txt", "x");
  const params = { path: "mine.txt", recipient: `${target.name}-nobody` };
  await expect(ownershipTransfers.offer(params)).rejects.toBeInstanceOf(BadRequestError);
  await expect(ownershipTransfers.reject(2_000_000_000)).rejects.toBeInstanceOf(NotFoundError);
});
