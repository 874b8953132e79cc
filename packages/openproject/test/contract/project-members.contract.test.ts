import { NotFoundError } from "@platformq/resilience";
import { afterAll, beforeAll, expect, test } from "vitest";
import { linkId, ValidationError } from "../../src/index.js";
import { openTarget, type Target } from "./openproject.js";

let target: Target;

beforeAll(async () => {
  target = await openTarget();
});

afterAll(async () => {
  await target.client.projects.delete(target.identifier).catch((error: unknown) => {
    if (!(error instanceof NotFoundError)) throw error;
  });
  await target[Symbol.asyncDispose]();
});

test("the server tells who signs in", async () => {
  const { account } = await target.client.testConnection();
  expect(account).toBe((await target.client.users.me()).login);
});

test("a project is created once and found by its identifier", async () => {
  const { client, identifier } = target;
  await expect(client.projects.get(identifier)).rejects.toBeInstanceOf(NotFoundError);
  const params = { name: identifier, identifier, description: "A *contract*" };
  const { id } = await client.projects.create(params);
  expect(await client.projects.get(identifier)).toMatchObject({ id, description: { raw: "A *contract*" } });
  await expect(client.projects.create(params)).rejects.toMatchObject({
    errors: expect.arrayContaining([expect.objectContaining({ attribute: "identifier" })]),
  });
});

test("a member is added once, given another role and removed", async () => {
  const { client, identifier } = target;
  const project = await client.projects.get(identifier);
  const me = await client.users.me();
  const grantable = [{ grantable: { operator: "=", values: [true] } }];
  const [role, another] = (await client.roles.list({ filters: grantable })).items;
  if (role === undefined || another === undefined) throw new Error("the server has fewer than two roles");
  const params = { principal: me.id, project: project.id, roles: [role.id], notify: false };
  const { id } = await client.memberships.create(params);
  await expect(client.memberships.create(params)).rejects.toBeInstanceOf(ValidationError);
  const changed = await client.memberships.update(id, { roles: [another.id], notify: false });
  expect(changed._links.roles.map(linkId)).toEqual([another.id]);
  const filters = [{ project: { operator: "=", values: [project.id] } }];
  expect((await client.memberships.list({ filters })).items.map((membership) => membership.id)).toContain(id);
  await client.memberships.delete(id);
});
