import { NotFoundError } from "@platformq/resilience";
import { beforeEach, expect, test } from "vitest";
import { linkId, ValidationError } from "../../src/index.js";
import { startOpenProject } from "../fake-openproject.js";

let server: Awaited<ReturnType<typeof startOpenProject>>;
let memberships: (typeof server)["client"]["memberships"];
let project: number;

const ANNA = 5;
const MEMBER = 4;
const READER = 5;

beforeEach(async () => {
  server = await startOpenProject();
  memberships = server.client.memberships;
  project = (await server.client.projects.create({ name: "Alpha" })).id;
  return () => server[Symbol.asyncDispose]();
});

const roleIds = (membership: { _links: { roles: { href: string | null }[] } }) =>
  membership._links.roles.map(linkId);

test("create gives roles by id or href", async () => {
  const membership = await memberships.create({
    principal: ANNA,
    project,
    roles: [MEMBER, `/api/v3/roles/${READER}`],
  });
  expect(linkId(membership._links.principal)).toBe(ANNA);
  expect(linkId(membership._links.project)).toBe(project);
  expect(roleIds(membership)).toEqual([MEMBER, READER]);
});

test("create keeps the e-mail back under the name the server reads", async () => {
  await memberships.create({
    principal: ANNA,
    project,
    roles: [MEMBER],
    notify: false,
    notificationMessage: "Welcome",
  });
  expect(server.fake.requests.at(-1)?.body).toMatchObject({
    _meta: { sendNotifications: false, notificationMessage: { raw: "Welcome" } },
  });
});

test("update keeps the e-mail back, too", async () => {
  const { id } = await memberships.create({ principal: ANNA, project, roles: [MEMBER], notify: false });
  await memberships.update(id, { roles: [READER], notify: false });
  expect(server.fake.requests.at(-1)?.body).toMatchObject({ _meta: { sendNotifications: false } });
});

test("create takes a placeholder by its name", async () => {
  const { id } = await server.client.placeholderUsers.create({ name: "A tester" });
  const membership = await memberships.create({ principal: "A tester", project, roles: [MEMBER] });
  expect(membership._links.principal).toMatchObject({ href: `/api/v3/placeholder_users/${id}` });
});

test("create refuses a member who is one already", async () => {
  await memberships.create({ principal: ANNA, project, roles: [MEMBER] });
  const again = memberships.create({ principal: ANNA, project, roles: [MEMBER] });
  await expect(again).rejects.toBeInstanceOf(ValidationError);
  await expect(again).rejects.toMatchObject({ errors: [{ attribute: "user" }] });
});

test("list goes by project and principal", async () => {
  const { id } = await memberships.create({ principal: ANNA, project, roles: [MEMBER] });
  const filters = [
    { project: { operator: "=", values: [project] } },
    { principal: { operator: "=", values: [ANNA] } },
  ];
  expect((await memberships.list({ filters })).items.map((membership) => membership.id)).toEqual([id]);
});

test("update replaces the roles, and delete ends the membership", async () => {
  const { id } = await memberships.create({ principal: ANNA, project, roles: [MEMBER] });
  expect(roleIds(await memberships.update(id, { roles: [READER] }))).toEqual([READER]);
  await memberships.delete(id);
  await expect(memberships.delete(id)).rejects.toBeInstanceOf(NotFoundError);
});

test("delete is content when an earlier attempt has done it", async () => {
  const { id } = await memberships.create({ principal: ANNA, project, roles: [MEMBER] });
  server.faults.next({ match: "DELETE", reset: "before-response", handled: true });
  await memberships.delete(id);
  expect(server.fake.state.memberships.has(id)).toBe(false);
});
