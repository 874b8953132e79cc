import { ForbiddenError, NotFoundError, RateLimitError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { Permission, ShareType } from "../../src/index.js";
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

describe("create", () => {
  test("shares with a user and decodes the answer into one spelling", async () => {
    const share = await shares.create({ ...withAnna, permissions: Permission.all, note: "Hello" });
    expect(share).toMatchObject({
      id: expect.any(String),
      shareType: ShareType.user,
      shareWith: "anna",
      permissions: 31,
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
    const { permissions } = await shares.create({ ...withAnna, permissions: ["read", "update", "share"] });
    expect(permissions).toBe(19);
  });

  test("gives the existing share with its old permissions the second time", async () => {
    const first = await shares.create({ ...withAnna, permissions: ["read"] });
    const second = await shares.create({ ...withAnna, permissions: ["all"] });
    expect(second).toMatchObject({ id: first.id, permissions: 1 });
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
      shareType: ShareType.link,
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
    expect(await shares.update(id, { permissions: ["read"] })).toMatchObject({ permissions: 1 });
    expect(await shares.update(id, { expireDate: null })).toMatchObject({ expireDate: null });
  });

  test("end a share", async () => {
    const { id } = await shares.create(withAnna);
    await shares.delete(id);
    await expect(shares.get(id)).rejects.toBeInstanceOf(NotFoundError);
  });
});
