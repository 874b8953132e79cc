import { ForbiddenError, NotFoundError } from "@platformq/resilience";
import { beforeAll, expect, test } from "vitest";
import { startOpenProject } from "../fake-openproject.js";

let server: Awaited<ReturnType<typeof startOpenProject>>;

beforeAll(async () => {
  server = await startOpenProject();
  return () => server[Symbol.asyncDispose]();
});

test("users are found by id, by login and as oneself", async () => {
  const { users } = server.client;
  const anna = await users.get("anna");
  expect(anna).toMatchObject({ _type: "User", name: "Anna Berg", email: "anna@example.com" });
  expect(await users.get(anna.id)).toEqual(anna);
  expect((await users.me()).login).toBe("admin");
  await expect(users.get("nobody")).rejects.toBeInstanceOf(NotFoundError);
});

test("users are found by e-mail through the filter for names", async () => {
  const filters = [{ name: { operator: "~", values: ["ben@example.com"] } }];
  expect((await server.client.users.list({ filters })).items.map(({ login }) => login)).toEqual(["ben"]);
});

test("users are listed to those who manage them, principals to everybody", async () => {
  const ben = server.connect({ apiKey: "opapi-test-ben" });
  await expect(ben.users.list()).rejects.toBeInstanceOf(ForbiddenError);
  const { items } = await ben.principals.list({ filters: [{ status: { operator: "=", values: [1] } }] });
  expect(items.map(({ name }) => name)).toContain("Anna Berg");
});

test("roles are listed all at once, and without those that cannot be granted when asked", async () => {
  const all = await server.client.roles.list();
  expect(all.items.map(({ name }) => name)).toContain("Anonymous");
  const filters = [{ grantable: { operator: "=", values: [true] } }];
  const grantable = await server.client.roles.list({ filters });
  expect(grantable.items.map(({ name }) => name)).not.toContain("Anonymous");
});
