import { InvalidInputError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { linkId } from "../../src/index.js";
import { startOpenProject } from "../fake-openproject.js";
import { seedRecord } from "../seed-record.js";

let server: Awaited<ReturnType<typeof startOpenProject>>;
let client: (typeof server)["client"];
let project: number;

beforeEach(async () => {
  server = await startOpenProject();
  client = server.client;
  project = (await client.projects.create({ name: "Apollo" })).id;
  return () => server[Symbol.asyncDispose]();
});

describe("digits in a string", () => {
  test("are a version's name first", async () => {
    const named = await client.versions.create({ definingProject: project, name: "2024" });
    const other = await client.versions.create({ definingProject: project, name: "2.0" });
    const create = (version: number | string) =>
      client.workPackages.create({ project, subject: "x", version });
    expect(linkId((await create("2024"))._links.version)).toBe(named.id);
    expect(linkId((await create(String(other.id)))._links.version)).toBe(other.id);
    const rename = String(other.id);
    await client.versions.update(named.id, { name: rename });
    expect(linkId((await create(rename))._links.version)).toBe(named.id);
    expect(linkId((await create(other.id))._links.version)).toBe(other.id);
    await expect(create("2031")).rejects.toThrow(/No version is called "2031"; there are: /);
  });

  test("are a category's name first", async () => {
    const category = seedRecord(server, "/categories", { name: "42" }, { project: `/projects/${project}` });
    const created = await client.workPackages.create({ project, subject: "x", category: "42" });
    expect(linkId(created._links.category)).toBe(category);
  });

  test("are a login first, and else an id", async () => {
    const params = { firstName: "Nora", lastName: "Nil", password: "long enough" };
    const nora = await client.users.create({ ...params, login: "100234", email: "nora@example.com" });
    const add = (principal: string) =>
      client.memberships.create({ project, principal, roles: ["Member"], notify: false });
    expect(linkId((await add("100234"))._links.principal)).toBe(nora.id);
    expect(linkId((await add("5"))._links.principal)).toBe(5);
  });

  test("are a project's name first, and else an id", async () => {
    const named = await client.projects.create({ name: "2024", identifier: "year" });
    const create = (of: string) => client.workPackages.create({ project: of, subject: "x" });
    expect(linkId((await create("2024"))._links.project)).toBe(named.id);
    expect(linkId((await create(String(project)))._links.project)).toBe(project);
  });
});

test("a category's name needs a project, and says so", async () => {
  const form = client.workPackages.validate({ subject: "x", category: "Hull" });
  await expect(form).rejects.toBeInstanceOf(InvalidInputError);
  await expect(form).rejects.toThrow(/category "Hull" can only be looked up in a project/);
});

test("a sprint is found by its name, over all pages", async () => {
  const links = { definingWorkspace: `/projects/${project}` };
  for (let number = 1; number <= 25; number++)
    seedRecord(server, "/sprints", { name: `Sprint ${number}` }, links);
  const phase = seedRecord(server, "/project_phases", { name: "Plan", active: true }, {});
  const { id } = await client.workPackages.create({ project, subject: "x" });
  const changed = await client.workPackages.update(id, {
    sprint: "Sprint 25",
    projectPhase: phase,
    storyPoints: 8,
  });
  expect(changed).toMatchObject({
    storyPoints: 8,
    _links: { sprint: { title: "Sprint 25" }, projectPhase: { title: "Plan" } },
  });
  const cleared = await client.workPackages.update(id, {
    sprint: null,
    projectPhase: null,
    storyPoints: null,
  });
  expect(cleared).toMatchObject({
    storyPoints: null,
    _links: { sprint: { href: null }, projectPhase: { href: null } },
  });
});
