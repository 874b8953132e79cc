import { ForbiddenError, NotFoundError, path, RateLimitError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { Permission, permissionNames } from "../../src/index.js";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let shares: (typeof server)["client"]["shares"];

beforeEach(async () => {
  server = await startNextcloud();
  shares = server.client.shares;
  await server.client.files.createFolder("Shared/Docs", { recursive: true });
  return () => server[Symbol.asyncDispose]();
});

const withAnna = { path: "/Shared", shareType: "user", shareWith: "anna" } as const;

/** Lists the shares as the server names their fields. */
const wireShares = () =>
  server.client.request(
    { method: "GET", path: path`apps/files_sharing/api/v1/shares` },
    z.array(z.looseObject({})),
  );

const answerOf = (data: unknown) => ({ ocs: { meta: { statuscode: 200, message: "OK" }, data } });

test("a share of what cannot be reached by a path is listed, too", async () => {
  await shares.create(withAnna);
  const data = (await wireShares()).map((share) => ({ ...share, path: null }));
  server.faults.next({ match: "/shares", status: 200, body: answerOf(data) });
  expect((await shares.list()).items[0]?.path).toBeNull();
});

describe("create", () => {
  test("shares with a user and decodes the answer into one spelling", async () => {
    const share = await shares.create({ ...withAnna, permissions: Permission.all, note: "Hello" });
    expect(share).toMatchObject({
      id: expect.any(String),
      shareType: "user",
      shareWith: "anna",
      permissions: ["read", "update", "create", "delete", "share"],
      permissionBits: 31,
      path: "/Shared",
      itemType: "folder",
      ownerId: "admin",
      createdAt: expect.any(Date),
      expireDate: null,
      token: null,
      note: "Hello",
      hasPassword: false,
    });
    expect(share).not.toHaveProperty("share_type");
    const anna = server.connect({ username: "anna", password: "test-password-anna" });
    expect(await anna.files.exists("Shared/Docs")).toBe(true);
  });

  test("adds up named permissions", async () => {
    const permissions = ["read", "update", "share"] as const;
    const share = await shares.create({ ...withAnna, permissions });
    expect(share).toMatchObject({ permissions, permissionBits: 19 });
  });

  test("leaves no link behind whose download could not be hidden", async () => {
    server.faults.next({ match: /PUT .*\/shares\//, status: 403 });
    const link = { path: "/Shared", shareType: "link", hideDownload: true } as const;
    await expect(shares.create(link)).rejects.toBeInstanceOf(ForbiddenError);
    expect(server.fake.state.shares.size).toBe(0);

    server.faults.next({ match: /PUT .*\/shares\//, status: 403 });
    server.faults.next({ match: /DELETE .*\/shares\//, status: 403 });
    const left = await shares.create(link).catch((thrown: unknown) => thrown);
    const [id] = server.fake.state.shares.keys();
    expect(left).toMatchObject({
      code: "SHARE_LEFT_BEHIND",
      outcome: "unknown",
      message: expect.stringContaining(`share ${id} `),
    });
  });

  test("does not end a share that was there before", async () => {
    const { id } = await shares.create(withAnna);
    server.faults.next({ match: /PUT .*\/shares\//, status: 403 });
    await expect(shares.create({ ...withAnna, hideDownload: true })).rejects.toBeInstanceOf(ForbiddenError);
    expect((await shares.get(id)).id).toBe(id);
  });

  test("gives the existing share with its old permissions the second time", async () => {
    const first = await shares.create({ ...withAnna, permissions: ["read"] });
    const second = await shares.create({ ...withAnna, permissions: ["all"] });
    expect(second).toMatchObject({ id: first.id, permissions: ["read"] });
  });

  test("sends further rules as the text the server wants, and reads them from it", async () => {
    const attributes = [{ scope: "permissions", key: "download", value: false }];
    const share = await shares.create({ ...withAnna, attributes, sendMail: false });
    expect(server.fake.requests.at(-1)?.body).toMatchObject({
      attributes: JSON.stringify(attributes),
      sendMail: "false",
    });
    expect(share.attributes).toEqual(attributes);
    expect((await shares.update(share.id, { attributes: [] })).attributes).toEqual([]);
  });

  test("leaves the choice of a link's token to the administrator", async () => {
    const { id } = await shares.create({ path: "/Shared", shareType: "link" });
    await expect(shares.update(id, { token: "my-token" })).rejects.toBeInstanceOf(ForbiddenError);
  });

  test("makes a link, takes its options as words, and keeps the password's hash to itself", async () => {
    const password = "link-Pw-12345";
    const link = await shares.create({
      path: "/Shared",
      shareType: "link",
      publicUpload: true,
      password,
      expireDate: "2099-01-02",
      label: "drop",
    });
    expect(link).toMatchObject({
      shareType: "link",
      shareWith: null,
      token: expect.stringMatching(/^\w+$/),
      url: expect.stringContaining("/s/"),
      expireDate: "2099-01-02",
      label: "drop",
      hasPassword: true,
    });
    expect(link).not.toHaveProperty("password");
    const { body } = server.fake.requests.at(-1) ?? {};
    expect(body).toMatchObject({ publicUpload: "true", shareType: "3" });
  });

  test("is repeated for a user, where that changes nothing, and not for a link", async () => {
    server.faults.next({ match: "POST", reset: "before-response", handled: true });
    await shares.create(withAnna);
    server.faults.next({ match: "POST", reset: "before-response", handled: true });
    const link = shares.create({ path: "/Shared", shareType: "link" });
    await expect(link).rejects.toMatchObject({ outcome: "unknown" });
    expect((await shares.list()).items).toHaveLength(2);
  });

  test.each([
    ["a path that does not exist", { ...withAnna, path: "/Nowhere" }, NotFoundError],
    ["a user that does not exist", { ...withAnna, shareWith: "nobody" }, NotFoundError],
    ["the root", { ...withAnna, path: "/" }, ForbiddenError],
  ])("refuses %s", async (_, params, type) => {
    await expect(shares.create(params)).rejects.toBeInstanceOf(type);
  });

  test("gives up at once at the server's limit, which comes without a time or a body", async () => {
    for (let i = 0; i < 20; i++) await shares.create({ path: "/Shared", shareType: "link" });
    const before = server.fake.requests.length;
    const error = await shares.create(withAnna).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ code: "RATE_LIMITED", retryAfterMs: undefined, attempts: 1 });
    expect(server.fake.requests).toHaveLength(before + 1);
  });
});

describe("list, get, update and delete", () => {
  test("find shares by path and by what is below it", async () => {
    const { id } = await shares.create({ ...withAnna, path: "/Shared/Docs" });
    expect((await shares.list({ path: "/Shared/Docs" })).items.map((share) => share.id)).toEqual([id]);
    expect((await shares.list({ path: "/Shared" })).items).toEqual([]);
    expect((await shares.list({ path: "/Shared", subfiles: true })).items.map((share) => share.id)).toEqual([
      id,
    ]);
  });

  test("find what others shared with the account", async () => {
    await shares.create(withAnna);
    const anna = server.connect({ username: "anna", password: "test-password-anna" });
    const page = await anna.shares.list({ sharedWithMe: true });
    expect(page.items.map(({ ownerId }) => ownerId)).toEqual(["admin"]);
  });

  test("unpack the list that holds a single share", async () => {
    const { id } = await shares.create(withAnna);
    expect(await shares.get(id)).toMatchObject({ id, shareWith: "anna" });
  });

  test("change permissions, and clear a date with null", async () => {
    const { id } = await shares.create({ ...withAnna, expireDate: "2099-01-02" });
    expect(await shares.update(id, { permissions: ["read"] })).toMatchObject({ permissions: ["read"] });
    expect(await shares.update(id, { expireDate: null })).toMatchObject({ expireDate: null });
  });

  test("end a share", async () => {
    const { id } = await shares.create(withAnna);
    await shares.delete(id);
    await expect(shares.get(id)).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe("what is newer than this client", () => {
  test("stays a number", async () => {
    await shares.create(withAnna);
    const [share] = await wireShares();
    const body = answerOf([{ ...share, share_type: 99, permissions: 33 }]);
    server.faults.next({ match: "/shares", status: 200, body });
    const [read] = (await shares.list()).items;
    expect(read).toMatchObject({ shareType: 99, permissions: ["read"], permissionBits: 33 });
  });
});

describe("what there is beside", () => {
  test("hiding the download is set after the creation, which ignores it", async () => {
    const link = await shares.create({ path: "/Shared", shareType: "link", hideDownload: true });
    expect(link.hideDownload).toBe(true);
  });

  test("names the permissions in a number", () => {
    expect(permissionNames(19)).toEqual(["read", "update", "share"]);
    expect(permissionNames(31)).toHaveLength(5);
  });

  test("finds shares of the folders above", async () => {
    const { id } = await shares.create(withAnna);
    expect((await shares.listInherited("/Shared/Docs")).items.map((share) => share.id)).toEqual([id]);
  });

  test("accepts what is pending", async () => {
    const { id } = await shares.create(withAnna);
    server.fake.state.pendingShares.add(id);
    const anna = server.connect({ username: "anna", password: "test-password-anna" });
    expect((await anna.shares.listPending()).items.map((share) => share.id)).toEqual([id]);
    await anna.shares.accept(id);
    expect((await anna.shares.listPending()).items).toEqual([]);
    await expect(anna.shares.accept(id)).rejects.toBeInstanceOf(NotFoundError);
  });

  test("takes back what was left", async () => {
    const { id } = await shares.create({ path: "/Shared", shareType: "group", shareWith: "staff" });
    const anna = server.connect({ username: "anna", password: "test-password-anna" });
    await anna.shares.delete(id);
    const [left] = await anna.shares.listDeleted();
    // Of these the id names who keeps the shares, too.
    expect(left).toMatchObject({ id: `ocinternal:${id}`, shareType: "group", ownerId: "admin" });
    await anna.shares.undelete(left?.id ?? "");
    expect(await anna.files.exists("Shared")).toBe(true);
  });

  test("sends the mail of a link again", async () => {
    const { id } = await shares.create({ path: "/Shared", shareType: "link" });
    await shares.sendMail(id, { password: "for-the-mail" });
    await expect(shares.sendMail((await shares.create(withAnna)).id)).rejects.toThrow();
  });

  test("accepts, lists, leaves and declines shares of other servers", async () => {
    const remote = {
      remote: "https://other.test/",
      name: "/x",
      owner: "zoe",
      user: "admin",
      mountpoint: "/x",
    };
    const add = (id: number) => server.fake.state.remoteShares.set(id, { id, accepted: false, ...remote });
    add(1);
    add(2);
    expect((await shares.listRemote({ pending: true })).map(({ id }) => id)).toEqual([1, 2]);
    await shares.acceptRemote(1);
    await shares.declineRemote(2);
    expect(await shares.listRemote()).toMatchObject([{ id: 1, owner: "zoe", accepted: true, fileId: null }]);
    expect((await shares.getRemote(1)).name).toBe("/x");
    await shares.deleteRemote(1);
    await expect(shares.getRemote(1)).rejects.toBeInstanceOf(NotFoundError);
  });

  test("finds whom to share with, and tells who matches to the letter", async () => {
    const found = await shares.sharees({ search: "anna", itemType: "folder", shareTypes: ["user"] });
    expect(found.exact).toMatchObject([{ label: "Anna Berg", shareType: "user", shareWith: "anna" }]);
    expect(found.others).toEqual([]);
    const proposed = await shares.recommendedSharees({ itemType: "file" });
    expect(proposed.others.map(({ shareWith }) => shareWith)).toContain("staff");
    expect(await shares.generateToken()).toMatch(/^\w{15}$/);
  });
});
