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
  expect((await users.current()).id).toBe("admin");
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

describe("create and delete", () => {
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
