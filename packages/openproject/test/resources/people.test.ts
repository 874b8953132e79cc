import { ForbiddenError, InvalidInputError, NotFoundError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { linkId, type OpenProjectClient } from "../../src/index.js";
import { startOpenProject } from "../fake-openproject.js";

let server: Awaited<ReturnType<typeof startOpenProject>>;
let client: OpenProjectClient;

beforeEach(async () => {
  server = await startOpenProject();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

describe("users", () => {
  test("lists of some properties have no more than these", async () => {
    const { principals, users } = server.client;
    const [first] = (await users.listOnly(["id", "name"])).items;
    expect(Object.keys(first ?? {}).sort()).toEqual(["id", "name"]);
    const names = [];
    for await (const { name } of await principals.listOnly(["id", "name"], { pageSize: 2 })) names.push(name);
    expect(names.length).toBeGreaterThan(2);
  });

  test("are found by id, by login and as oneself", async () => {
    const { users } = client;
    const anna = await users.get("anna");
    expect(anna).toMatchObject({ _type: "User", name: "Anna Berg", email: "anna@example.com" });
    expect(await users.get(anna.id)).toEqual(anna);
    expect((await users.me()).login).toBe("admin");
    await expect(users.get("nobody")).rejects.toBeInstanceOf(NotFoundError);
  });

  test("are found by e-mail through the filter for names", async () => {
    const filters = [{ name: { operator: "~", values: ["ben@example.com"] } }];
    expect((await client.users.list({ filters })).items.map(({ login }) => login)).toEqual(["ben"]);
  });

  test("are listed to those who manage them, principals to everybody", async () => {
    const ben = server.connect({ apiKey: "opapi-test-ben" });
    await expect(ben.users.list()).rejects.toBeInstanceOf(ForbiddenError);
    const { items } = await ben.principals.list({ filters: [{ status: { operator: "=", values: [1] } }] });
    expect(items.map(({ name }) => name)).toContain("Anna Berg");
  });

  test("are invited with no more than an address", async () => {
    const user = await client.users.create({ email: "dora@example.com", status: "invited" });
    expect(user).toMatchObject({ status: "invited", email: "dora@example.com" });
    await expect(client.users.create({ email: "dora@example.com", status: "invited" })).rejects.toMatchObject(
      {
        errors: expect.arrayContaining([expect.objectContaining({ attribute: "email" })]),
      },
    );
  });

  test("are changed, locked, unlocked and deleted", async () => {
    expect((await client.users.update(5, { firstName: "Änne" })).name).toBe("Änne Berg");
    expect((await client.users.lock(5)).status).toBe("locked");
    expect((await client.users.lock(5)).status).toBe("locked");
    expect((await client.users.unlock(5)).status).toBe("active");
    await client.users.delete(5);
    await expect(client.users.get(5)).rejects.toBeInstanceOf(NotFoundError);
  });

  test("are checked by forms", async () => {
    expect((await client.users.validate({ email: "anna@example.com" })).errors).toMatchObject([
      { attribute: "email" },
    ]);
    expect((await client.users.validateUpdate(5, { email: "a@example.com" })).isValid).toBe(true);
  });

  test("keep passwords out of errors", async () => {
    const password = "correct horse battery staple";
    server.faults.next({
      status: 422,
      body: `{"no":"${password}"}`,
      headers: { "content-type": "text/plain" },
    });
    const error = await client.users.create({ email: "x@example.com", password }).catch((thrown) => thrown);
    expect(`${error}${JSON.stringify(error)}`).not.toContain(password);
  });

  test("have preferences", async () => {
    const { userPreferences } = client;
    expect((await userPreferences.update("me", { timeZone: "Europe/Berlin" })).timeZone).toBe(
      "Europe/Berlin",
    );
    expect((await userPreferences.get()).timeZone).toBe("Europe/Berlin");
    expect((await userPreferences.get(5)).timeZone).toBe("Etc/UTC");
  });

  test("have working hours and times off", async () => {
    const { workingHours, nonWorkingTimes } = client;
    const hours = await workingHours.create(5, {
      validFrom: "2026-01-01",
      mondayHours: 8,
      tuesdayHours: 8,
      wednesdayHours: 8,
      thursdayHours: 8,
      fridayHours: 6,
      saturdayHours: 0,
      sundayHours: 0,
      availabilityFactor: 100,
    });
    expect(hours).toMatchObject({ fridayHours: 6, mondayHours: 8 });
    expect((await workingHours.update(5, hours.id, { fridayHours: 0 })).fridayHours).toBe(0);
    expect((await workingHours.get(5, hours.id)).fridayHours).toBe(0);
    expect((await workingHours.list(5)).items).toHaveLength(1);
    await workingHours.delete(5, hours.id);
    const off = await nonWorkingTimes.create(5, { startDate: "2026-08-01", endDate: "2026-08-14" });
    expect((await nonWorkingTimes.update(5, off.id, { endDate: "2026-08-21" })).endDate).toBe("2026-08-21");
    expect((await nonWorkingTimes.get(5, off.id)).startDate).toBe("2026-08-01");
    expect((await nonWorkingTimes.list(5, { year: 2026 })).items).toHaveLength(1);
    await nonWorkingTimes.delete(5, off.id);
    expect((await nonWorkingTimes.list(5)).items).toEqual([]);
  });
});

test("groups replace their members", async () => {
  const group = await client.groups.create({ name: "Crew", members: [5, 6] });
  expect(group._links.members?.map(linkId)).toEqual([5, 6]);
  expect((await client.groups.update(group.id, { members: [7] }))._links.members?.map(linkId)).toEqual([7]);
  expect((await client.groups.update(group.id, { name: "All" }))._links.members?.map(linkId)).toEqual([7]);
  expect((await client.groups.get(group.id)).name).toBe("All");
  expect((await client.groups.list()).items).toHaveLength(1);
  await client.groups.delete(group.id);
  expect((await client.groups.list()).items).toEqual([]);
});

test("a password that needs the current one is not changed again after a lost answer", async () => {
  const anna = server.fake.state.users.get(5);
  if (anna) anna.password = "the old password";
  const { users } = server.connect({ apiKey: "opapi-test-anna" });
  const passwords = { password: "the new password", currentPassword: "the old password" };
  server.faults.next({ match: "PATCH", status: 502, handled: true });
  await expect(users.update("me", passwords)).rejects.toMatchObject({ outcome: "unknown", attempts: 1 });
  expect(anna?.password).toBe("the new password");
  await expect(users.update("me", passwords)).rejects.toMatchObject({
    errors: [{ attribute: "currentPassword" }],
  });
  server.faults.next({ match: "PATCH", status: 502, handled: true });
  expect((await users.update("me", { firstName: "Ann" })).name).toBe("Ann Berg");
});

test("placeholders need an enterprise token, and say so", async () => {
  const errorIdentifier = "urn:openproject-org:api:v3:errors:MissingEnterpriseToken";
  server.faults.next({
    match: "POST",
    status: 500,
    body: { _type: "Error", errorIdentifier, message: "No" },
  });
  const refused = client.placeholderUsers.create({ name: "Pilot" });
  await expect(refused).rejects.toBeInstanceOf(ForbiddenError);
  await expect(refused).rejects.toMatchObject({ code: "MISSING_ENTERPRISE_TOKEN", attempts: 1 });
});

test("placeholders are created, renamed and deleted", async () => {
  const { placeholderUsers } = client;
  const placeholder = await placeholderUsers.create({ name: "Pilot" });
  expect((await placeholderUsers.update(placeholder.id, { name: "Co-pilot" })).name).toBe("Co-pilot");
  expect((await placeholderUsers.get(placeholder.id)).name).toBe("Co-pilot");
  expect((await placeholderUsers.list()).items).toHaveLength(1);
  await placeholderUsers.delete(placeholder.id);
  expect((await placeholderUsers.list()).items).toEqual([]);
});

test("roles are listed all at once, and without those that cannot be granted when asked", async () => {
  const all = await client.roles.list();
  expect(all.items.map(({ name }) => name)).toContain("Anonymous");
  const filters = [{ grantable: { operator: "=", values: [true] } }];
  const grantable = await client.roles.list({ filters });
  expect(grantable.items.map(({ name }) => name)).not.toContain("Anonymous");
});

describe("a name", () => {
  test("of a group is a principal's too", async () => {
    const { id } = await client.groups.create({ name: "Crew" });
    await client.projects.create({ name: "Apollo" });
    const membership = await client.memberships.create({
      principal: "Crew",
      project: "Apollo",
      roles: ["Reader"],
    });
    expect(membership._links.principal.href).toBe(`/api/v3/groups/${id}`);
    expect(membership._links.roles).toMatchObject([{ title: "Reader" }]);
  });

  test("that is only part of one is not enough", async () => {
    await client.projects.create({ name: "Apollo" });
    const member = client.memberships.create({ principal: "ann", project: "apollo", roles: ["Reader"] });
    await expect(member).rejects.toThrow(
      /No user or group this account may see is called "ann"; similar are: Anna Berg \(5\)/,
    );
  });

  test("that two have is refused", async () => {
    await client.groups.create({ name: "Twin" });
    const other = server.fake.state.groups.get([...server.fake.state.groups.keys()].at(-1) ?? 0);
    if (other) server.fake.state.groups.set(999, { ...other, id: 999 });
    await client.projects.create({ name: "Apollo" });
    const member = client.memberships.create({ principal: "Twin", project: "apollo", roles: ["Reader"] });
    await expect(member).rejects.toBeInstanceOf(InvalidInputError);
    await expect(member).rejects.toThrow(
      /More than one user or group this account may see is called "Twin": .*; tell which by its id/,
    );
  });

  test("is found by login where logins are hidden", async () => {
    const ben = server.connect({ apiKey: "opapi-test-ben" });
    await client.projects.create({ name: "Apollo" });
    await client.memberships.create({ principal: "ben", project: "apollo", roles: ["Member"] });
    await client.memberships.create({ principal: "anna", project: "apollo", roles: ["Member"] });
    const created = await ben.workPackages.create({ project: "apollo", subject: "x", assignee: "anna" });
    expect(linkId(created._links.assignee)).toBe(5);
  });
});

test("memberships are got, and checked by forms", async () => {
  await client.projects.create({ name: "Apollo" });
  const { id } = await client.memberships.create({ principal: 5, project: "apollo", roles: ["Member"] });
  expect((await client.memberships.get(id)).id).toBe(id);
  const form = await client.memberships.validate({ principal: 5, project: "apollo", roles: ["Member"] });
  expect(form.errors).toMatchObject([{ attribute: "user" }]);
  expect((await client.memberships.validateUpdate(id, { roles: ["Reader"] })).isValid).toBe(true);
});
