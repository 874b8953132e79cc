import {
  BadRequestError,
  ConflictError,
  ForbiddenError,
  NotFoundError,
  UnprocessableEntityError,
} from "@platformq/resilience";
import { beforeAll, describe, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let users: (typeof server)["client"]["users"];

beforeAll(async () => {
  server = await startNextcloud();
  users = server.client.users;
  return () => server[Symbol.asyncDispose]();
});

const password = "correct-horse-7-battery";

describe("get", () => {
  test("decodes a user into one spelling and keeps what it does not know", async () => {
    expect(await users.get("anna")).toMatchObject({
      id: "anna",
      displayName: "Anna Berg",
      email: "anna@example.com",
      additionalEmails: [],
      groups: ["staff"],
      lastLogin: null,
      quota: { used: 0, quota: -3 },
      backend: "Database",
    });
    expect(await users.get("anna")).not.toHaveProperty("display-name");
  });

  test("names a user that does not exist as not found", async () => {
    await expect(users.get("nobody")).rejects.toBeInstanceOf(NotFoundError);
  });
});

test("current is the account that signs in", async () => {
  expect((await users.me()).id).toBe("admin");
});

describe("list", () => {
  test("walks page after page", async () => {
    const page = await users.list({ limit: 2 });
    expect(page.items).toHaveLength(2);
    const ids: string[] = [];
    for await (const { id } of page) ids.push(id);
    expect(ids).toEqual(["admin", "anna", "ben", "chloe"]);
  });

  test("reads the empty list that PHP writes for an empty map", async () => {
    const page = await users.list({ search: "zzzz" });
    expect(page.items).toEqual([]);
    expect(page.hasNext).toBe(false);
  });

  test("is forbidden to ordinary accounts", async () => {
    const ben = server.connect({ username: "ben", password: "test-password-ben" });
    await expect(ben.users.list()).rejects.toBeInstanceOf(ForbiddenError);
  });
});

describe("update", () => {
  test("sends one request for each field, in the words of the wire", async () => {
    const before = server.fake.requests.length;
    await users.update("anna", {
      displayName: "Anna B.",
      phone: "+49301234567",
      profileEnabled: false,
      quota: 1_000,
    });
    const bodies = server.fake.requests.slice(before).map(({ body }) => body);
    expect(bodies).toEqual([
      { key: "displayname", value: "Anna B." },
      { key: "phone", value: "+49301234567" },
      { key: "profile_enabled", value: "0" },
      { key: "quota", value: "1000" },
    ]);
    expect(await users.get("anna")).toMatchObject({ displayName: "Anna B.", phone: "+49301234567" });
  });

  test.each([
    [-3, -3],
    ["none", -3],
    [null, -3],
    ["5GB", 5 * 1024 ** 3],
    [7, 7],
  ])("understands the quota %s", async (quota, stored) => {
    await users.update("anna", { quota });
    expect((await users.get("anna")).quota?.quota).toBe(stored);
  });

  test("clears with null", async () => {
    await users.update("ben", { email: null });
    expect((await users.get("ben")).email).toBeNull();
  });

  test("names a value that is wrong and a field one may not change", async () => {
    await expect(users.update("anna", { phone: "12" })).rejects.toMatchObject({ code: "INVALID_VALUE" });
    const anna = server.connect({ username: "anna", password: "test-password-anna" });
    await expect(anna.users.update("anna", { quota: "1 GB" })).rejects.toMatchObject({
      code: "FIELD_NOT_EDITABLE",
    });
    await expect(users.update("nobody", { role: "x" })).rejects.toBeInstanceOf(NotFoundError);
    const error = await users.update("anna", { password: "short-pw" }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "PASSWORD_POLICY" });
    expect(String(error)).not.toContain("short-pw");
  });

  test("adds and removes further addresses", async () => {
    await users.addEmail("anna", "second@example.com");
    expect((await users.get("anna")).additionalEmails).toEqual(["second@example.com"]);
    await expect(users.addEmail("anna", "second@example.com")).rejects.toMatchObject({
      code: "INVALID_VALUE",
    });
    await users.removeEmail("anna", "second@example.com");
    expect((await users.get("anna")).additionalEmails).toEqual([]);
  });

  test("lists what may be changed", async () => {
    expect(await users.editableFields()).toContain("displayname");
    expect(await users.editableFields("anna")).toContain("phone");
  });
});

describe("groups of a user", () => {
  test("are joined twice and left", async () => {
    await users.addToGroup("chloe", "staff");
    await users.addToGroup("chloe", "staff");
    expect(await users.groupIds("chloe")).toEqual(["staff"]);
    expect((await users.groups("chloe")).map(({ displayName }) => displayName)).toEqual(["Staff"]);
    await users.removeFromGroup("chloe", "staff");
    expect(await users.groupIds("chloe")).toEqual([]);
  });

  test("are administered", async () => {
    await users.promote("ben", "staff");
    expect(await users.subadminGroupIds("ben")).toEqual(["staff"]);
    expect((await users.subadminGroups("ben")).map(({ id }) => id)).toEqual(["staff"]);
    expect((await users.get("ben")).subadmin).toEqual(["staff"]);
    await users.demote("ben", "staff");
    expect(await users.subadminGroupIds("ben")).toEqual([]);
  });

  test.each([
    ["a group that is missing", () => users.addToGroup("anna", "none"), "GROUP_NOT_FOUND"],
    ["a user who is missing", () => users.addToGroup("nobody", "staff"), "USER_NOT_FOUND"],
    ["leaving the administrators", () => users.removeFromGroup("admin", "admin"), "CANNOT_REMOVE_SELF"],
    ["promoting nobody", () => users.promote("nobody", "staff"), "USER_NOT_FOUND"],
    ["promoting to nothing", () => users.promote("anna", "none"), "GROUP_NOT_FOUND"],
    ["demoting who is none", () => users.demote("anna", "staff"), "NOT_A_SUBADMIN"],
  ])("refuse %s by its own name, though all are 102 or so", async (_, call, code) => {
    await expect(call()).rejects.toMatchObject({ code });
  });
});

describe("the rest of an account's life", () => {
  test("it is disabled, listed as such, and enabled", async () => {
    await users.disable("chloe");
    expect((await users.listDisabled()).items.map(({ id }) => id)).toEqual(["chloe"]);
    await users.enable("chloe");
    expect((await users.get("chloe")).enabled).toBe(true);
    await expect(users.disable("admin")).rejects.toBeInstanceOf(BadRequestError);
  });

  test("it is listed by its id and by its last login", async () => {
    expect((await users.listIds({ search: "ann" })).items).toEqual(["anna"]);
    expect((await users.listRecent({ limit: 1 })).items.map(({ id }) => id)).toEqual(["admin"]);
  });

  test("its devices are wiped, its welcome is sent again", async () => {
    await users.wipeDevices("anna");
    await users.sendWelcomeMail("anna");
    await expect(users.wipeDevices("nobody")).rejects.toBeInstanceOf(NotFoundError);
  });

  test("it has a picture, apps, and is found by telephone", async () => {
    expect((await users.avatar("anna")).subarray(1, 4).toString()).toBe("PNG");
    expect((await users.avatar("anna", { size: 512, dark: true })).length).toBeGreaterThan(0);
    await expect(users.avatar("nobody")).rejects.toBeInstanceOf(NotFoundError);
    expect(await users.enabledApps()).toContain("files");
    await users.update("anna", { phone: "+49309876543" });
    const params = { location: "DE", search: { friend: ["+49309876543"], other: ["+491"] } };
    expect(await users.findByPhone(params)).toEqual({ friend: expect.stringMatching(/^anna@/) });
  });
});

describe("create and delete", () => {
  test("tell of a user who is there although it was refused", async () => {
    const error = await users
      .create({ id: "half", password, quota: "bogus" })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ code: "USER_INCOMPLETE", outcome: "unknown" });
    expect((await users.get("half")).id).toBe("half");
    server.faults.next({ match: "POST", status: 500, handled: true });
    await expect(users.create({ id: "quarter", password })).rejects.toMatchObject({
      code: "USER_INCOMPLETE",
    });
  });

  test("make a user with groups, and remove it", async () => {
    const id = "dora";
    expect(await users.create({ id, password, displayName: "Dora", groups: ["staff", "admin"] })).toEqual({
      id,
    });
    expect((await users.get(id)).groups.sort()).toEqual(["admin", "staff"]);
    await users.delete(id);
    await expect(users.get(id)).rejects.toBeInstanceOf(NotFoundError);
  });

  test.each([
    ["an id that is taken", { id: "anna", password }, ConflictError, "USER_EXISTS"],
    [
      "a group that does not exist",
      { id: "eve", password, groups: ["none"] },
      NotFoundError,
      "GROUP_NOT_FOUND",
    ],
    [
      "a group to administer that does not exist",
      { id: "eve", password, subadmin: ["none"] },
      NotFoundError,
      "GROUP_NOT_FOUND",
    ],
    ["a weak password", { id: "eve", password: "short" }, UnprocessableEntityError, "PASSWORD_POLICY"],
    ["neither password nor e-mail", { id: "eve" }, UnprocessableEntityError, "EMAIL_REQUIRED"],
    ["characters no id may have", { id: "bad/user", password }, BadRequestError, "INVALID_USER"],
  ])("tell %s apart although all come as 400", async (_, params, type, code) => {
    const error = await users.create(params).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ code, status: 400, outcome: "rejected" });
  });

  test("do not repeat a creation whose outcome is unknown", async () => {
    server.faults.next({ match: "POST", reset: "before-response", handled: true });
    const creation = users.create({ id: "frida", password });
    await expect(creation).rejects.toMatchObject({ outcome: "unknown", attempts: 1 });
    expect((await users.get("frida")).id).toBe("frida");
  });
});
