import { BadRequestError, NotFoundError } from "@platformq/resilience";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { UpdateUser } from "../../src/index.js";
import { type Account, openTarget, PASSWORD, type Target } from "./nextcloud.js";

let target: Target;
let users: Target["client"]["users"];
let ada: Account;

beforeAll(async () => {
  target = await openTarget();
  ({ users } = target.client);
  ada = await target.addUser("ada");
});

afterAll(() => target[Symbol.asyncDispose]());

/** Creates a user that goes away at the end, whether the server says so or not. */
function create(nick: string, params: Omit<Parameters<typeof users.create>[0], "id">) {
  const id = `${target.name}-${nick}`;
  target.cleanUp(() => users.delete(id));
  return users.create({ id, ...params });
}

describe("an account", () => {
  test("is created with everything at once", async () => {
    const group = `${target.name}-all`;
    await target.client.groups.create({ id: group });
    target.cleanUp(() => target.client.groups.delete(group));
    const fields = { displayName: "Bea Ü.", email: "bea@example.com", language: "de", manager: ada.id };
    const { id } = await create("bea", {
      password: PASSWORD,
      quota: "5 GB",
      groups: [group],
      subadmin: [group],
      ...fields,
    });
    expect(await users.get(id)).toMatchObject({
      id,
      ...fields,
      enabled: true,
      groups: [group],
      subadmin: [group],
      quota: { quota: 5 * 1024 ** 3 },
    });
    expect((await users.get(id.toUpperCase())).id).toBe(id);
  });

  test("is refused for reasons that can be told apart", async () => {
    const password = PASSWORD;
    await expect(create("ada", { password })).rejects.toMatchObject({ code: "USER_EXISTS" });
    await expect(create("x", { password, groups: [`${target.name}-no`] })).rejects.toMatchObject({
      code: "GROUP_NOT_FOUND",
    });
    await expect(create("x", {})).rejects.toMatchObject({ code: "EMAIL_REQUIRED" });
    await expect(users.create({ id: `${target.name}/x`, password })).rejects.toMatchObject({
      code: "INVALID_USER",
    });
    const { capabilities } = await target.client.capabilities.get();
    const weak = create("weak", { password: "short" }).then(
      () => "created",
      ({ code }: { code: string }) => code,
    );
    expect(await weak).toBe("password_policy" in capabilities ? "PASSWORD_POLICY" : "created");
  });

  test("is there after an impossible quota was refused", async () => {
    await expect(create("half", { password: PASSWORD, quota: "bogus" })).rejects.toMatchObject({
      code: "USER_INCOMPLETE",
    });
    expect((await users.get(`${target.name}-half`)).id).toBe(`${target.name}-half`);
  });

  test("is disabled, listed as such, enabled and deleted", async () => {
    const { id } = await create("cleo", { password: PASSWORD });
    await users.disable(id);
    expect((await users.get(id)).enabled).toBe(false);
    expect((await users.listDisabled({ search: id })).items.map((user) => user.id)).toEqual([id]);
    await users.enable(id);
    expect((await users.get(id)).enabled).toBe(true);
    await users.wipeDevices(id);
    await expect(users.sendWelcomeMail(id)).rejects.toBeInstanceOf(BadRequestError);
    await users.delete(id);
    await expect(users.get(id)).rejects.toBeInstanceOf(NotFoundError);
    await expect(users.delete(id)).rejects.toBeInstanceOf(NotFoundError);
    await expect(users.enable(id)).rejects.toBeInstanceOf(BadRequestError);
  });
});

describe("what an account tells of itself", () => {
  test("is changed by itself, field by field", async () => {
    const profile = {
      phone: "+4915112345678",
      address: "Hauptstraße 1",
      website: "https://example.com",
      organisation: "Analytical Engines",
      role: "Programmer",
      headline: "Notes",
      biography: "Born 1815.",
      pronouns: "she/her",
      twitter: "ada",
      bluesky: "ada.bsky.social",
    } satisfies UpdateUser;
    await ada.client.users.update(ada.id, { ...profile, profileEnabled: false });
    expect(await ada.client.users.me()).toMatchObject({ ...profile, profile_enabled: "0" });
    expect(await ada.client.users.editableFields()).toEqual(expect.arrayContaining(Object.keys(profile)));
    expect(await users.editableFields(ada.id)).toContain("phone");
    const found = await users.findByPhone({ location: "DE", search: { ada: [profile.phone] } });
    expect(found).toEqual(expect.any(Object));
  });

  test("is changed by an administrator, and cleared", async () => {
    const fields = { displayName: "Ada L.", language: "de", locale: "de_DE", timezone: "Europe/Berlin" };
    await users.update(ada.id, { ...fields, email: "ada@example.com", manager: "admin" });
    expect(await users.get(ada.id)).toMatchObject({ ...fields, email: "ada@example.com", manager: "admin" });
    await users.update(ada.id, { email: null });
    expect((await users.get(ada.id)).email).toBeNull();
  });

  test.each([
    ["5GB", 5 * 1024 ** 3],
    [1_000_000, 1_000_000],
    [null, -3],
  ])("has the quota %s", async (quota, stored) => {
    await users.update(ada.id, { quota });
    expect((await users.get(ada.id)).quota?.quota).toBe(stored);
  });

  test("is refused by its own names", async () => {
    await expect(users.update(ada.id, { phone: "12" })).rejects.toMatchObject({ code: "INVALID_VALUE" });
    await expect(ada.client.users.update(ada.id, { quota: "1 GB" })).rejects.toMatchObject({
      code: "FIELD_NOT_EDITABLE",
    });
    await expect(ada.client.users.get(`${target.name}-bea`)).rejects.toBeInstanceOf(NotFoundError);
  });

  test("has further addresses", async () => {
    const email = `${ada.id}.second@example.com`;
    await users.addEmail(ada.id, email);
    expect((await users.get(ada.id)).additionalEmails).toEqual([email]);
    await users.removeEmail(ada.id, email);
    expect((await users.get(ada.id)).additionalEmails).toEqual([]);
  });

  test("has a picture and apps", async () => {
    expect((await users.avatar(ada.id)).length).toBeGreaterThan(0);
    await expect(users.avatar(`${target.name}-nobody`)).rejects.toBeInstanceOf(NotFoundError);
    expect(await ada.client.users.enabledApps()).toContain("files");
  });
});

test("accounts are listed page by page, in full, by id and by their last login", async () => {
  await target.addUser("list1");
  await target.addUser("list2");
  const search = `${target.name}-list`;
  const expected = [`${search}1`, `${search}2`];
  const found: string[] = [];
  for await (const { id } of await users.list({ search, limit: 1 })) found.push(id);
  expect(found.sort()).toEqual(expected);
  const ids: string[] = [];
  for await (const id of await users.listIds({ search, limit: 1 })) ids.push(id);
  expect(ids.sort()).toEqual(expected);
  expect((await users.list({ search: `${search}-none` })).items).toEqual([]);
  expect((await users.listRecent({ limit: 1 })).items).toHaveLength(1);
});
