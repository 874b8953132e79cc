import { BadRequestError, ForbiddenError, NotFoundError } from "@platformq/resilience";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NextcloudError, Permission } from "../../src/index.js";
import { type Account, openTarget, PASSWORD, type Target } from "./nextcloud.js";

let target: Target;
let shares: Account["client"]["shares"];
/** Shares with an account of its own, because one may make twenty shares in ten minutes. */
let ben: Account;
let ada: Account;
let folder: string;

beforeAll(async () => {
  target = await openTarget();
  ben = await target.addUser("ben");
  ({ shares } = ben.client);
  folder = `/${target.name}`;
  ada = await target.addUser("ada");
  await ben.client.files.createFolder(target.name);
  await ben.client.files.upload(`${target.name}/plan.txt`, "plan");
});

afterAll(() => target[Symbol.asyncDispose]());

const idsOf = ({ items }: Awaited<ReturnType<typeof shares.list>>) => items.map(({ id }) => id);

test("a folder is shared with a user once, changed, found by both sides and no longer shared", async () => {
  const params = { path: folder, shareType: "user", shareWith: ada.id, permissions: ["all"] } as const;
  const share = await shares.create(params);
  expect(share).toMatchObject({
    shareType: "user",
    shareWith: ada.id,
    permissionBits: Permission.all,
    itemType: "folder",
  });
  expect((await shares.create({ ...params, permissions: ["read"] })).permissionBits).toBe(Permission.all);
  const { permissions } = await shares.update(share.id, { permissions: ["read", "share"] });
  expect(permissions).toEqual(["read", "share"]);
  expect(await shares.update(share.id, { note: "Have a look" })).toMatchObject({ note: "Have a look" });
  expect((await shares.get(share.id)).id).toBe(share.id);

  expect(idsOf(await shares.list())).toContain(share.id);
  expect(idsOf(await shares.list({ path: folder, reshares: true }))).toEqual([share.id]);
  expect(idsOf(await shares.list({ path: "/", subfiles: true }))).toContain(share.id);
  expect(idsOf(await shares.listInherited(`${folder}/plan.txt`))).toContain(share.id);
  expect(idsOf(await ada.client.shares.list({ sharedWithMe: true }))).toEqual([share.id]);
  expect((await ada.client.shares.listPending()).items).toEqual([]);
  await expect(ada.client.shares.update(share.id, { note: "x" })).rejects.toBeInstanceOf(ForbiddenError);
  await expect(ada.client.files.upload(`${target.name}/new.txt`, "x")).rejects.toBeInstanceOf(ForbiddenError);
  await expect(shares.sendMail(share.id)).rejects.toBeInstanceOf(NextcloudError);

  await shares.delete(share.id);
  await expect(shares.get(share.id)).rejects.toBeInstanceOf(NotFoundError);
  expect((await ben.client.files.stat(folder, { details: ["shareTypes"] })).shareTypes).toEqual([]);
});

test("who leaves what is shared with a group can come back", async () => {
  const { client, name } = target;
  await client.groups.create({ id: name });
  target.cleanUp(() => client.groups.delete(name));
  await client.users.addToGroup(ada.id, name);
  const share = await shares.create({ path: `${folder}/plan.txt`, shareType: "group", shareWith: name });
  expect(share).toMatchObject({ shareType: "group", shareWith: name, itemType: "file" });
  const own = ada.client.shares;
  const [received] = (await own.list({ sharedWithMe: true })).items;
  await own.delete(received?.id ?? "");
  expect((await own.list({ sharedWithMe: true })).items).toEqual([]);
  const [left] = await own.listDeleted();
  expect(left).toMatchObject({ shareType: "group", ownerId: expect.any(String) });
  await own.undelete(left?.id ?? "");
  expect((await own.list({ sharedWithMe: true })).items).toHaveLength(1);
  await shares.delete(share.id);
});

test("a link has a password, an end, a label and a note, each of which can be taken away", async () => {
  const year = new Date().getFullYear() + 1;
  const fields = { label: "For all", note: "Welcome", expireDate: `${year}-06-30` };
  const link = await shares.create({
    path: folder,
    shareType: "link",
    publicUpload: true,
    hideDownload: true,
    password: PASSWORD,
    ...fields,
  });
  expect(link).toMatchObject({ ...fields, hasPassword: true, hideDownload: true, shareWith: null });
  expect(link.permissionBits).toBe(Permission.all);
  expect(link.url).toContain(link.token);

  const visitor = ben.client.publicLinks.open(link.token ?? "", { password: PASSWORD });
  expect((await visitor.list()).map(({ name }) => name)).toEqual(["plan.txt"]);
  await visitor.upload("from outside.txt", "hello", { nickname: "Günther" });
  expect((await visitor.stat("from outside.txt")).size).toBe(5);
  expect(await ben.client.files.downloadText(`${target.name}/from outside.txt`)).toBe("hello");

  const cleared = { password: null, expireDate: null, label: null, note: null, hideDownload: false };
  expect(await shares.update(link.id, cleared)).toMatchObject({
    hasPassword: false,
    expireDate: null,
    label: "",
    note: "",
    hideDownload: false,
  });
  // The server lets nobody see a link that could not share it on.
  expect((await shares.update(link.id, { permissions: ["read"] })).permissions).toEqual(["read", "share"]);
  const anybody = ben.client.publicLinks.open(link.token ?? "");
  await expect(anybody.upload("more.txt", "x")).rejects.toBeInstanceOf(ForbiddenError);
  await shares.delete(link.id);
});

test("an e-mail address is shared with, where the server allows it", async () => {
  const { capabilities } = await target.client.capabilities.get();
  const sharing = capabilities.files_sharing;
  const isAllowed = JSON.stringify(sharing).includes('"sharebymail":{"enabled":true');
  const params = { path: folder, shareType: "email", shareWith: `${target.name}@example.com` } as const;
  if (!isAllowed) return expect(shares.create(params)).rejects.toBeInstanceOf(NextcloudError);
  const share = await shares.create(params);
  expect(share).toMatchObject({ shareType: "email", shareWith: params.shareWith });
  await shares.delete(share.id);
});

test("what cannot be shared is refused", async () => {
  const link = { path: folder, shareType: "link" } as const;
  const refused = [
    [{ ...link, path: `${folder}/none` }, NotFoundError],
    [{ path: folder, shareType: "user", shareWith: `${target.name}-nobody` }, NotFoundError],
    [{ path: folder, shareType: "group", shareWith: `${target.name}-nobody` }, NotFoundError],
    [{ ...link, expireDate: "2001-01-01" }, NotFoundError],
    [{ path: folder, shareType: 99 }, BadRequestError],
  ] as const;
  for (const [params, type] of refused) await expect(shares.create(params)).rejects.toBeInstanceOf(type);
  await expect(shares.list({ path: `${folder}/none` })).rejects.toBeInstanceOf(NotFoundError);
});

test("whom to share with is found, and proposed", async () => {
  const { exact, others } = await shares.sharees({ search: ada.id, itemType: "file", shareTypes: ["user"] });
  expect([...exact, ...others]).toContainEqual(
    expect.objectContaining({ shareType: "user", shareWith: ada.id }),
  );
  expect(await shares.recommendedSharees({ itemType: "file" })).toMatchObject({ exact: expect.any(Array) });
  expect(await shares.generateToken()).toMatch(/^\w{4,}$/);
  expect(await shares.listRemote()).toEqual(expect.any(Array));
});
