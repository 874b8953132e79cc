import { expect, test } from "vitest";
import { linkId } from "../../src/index.js";
import { startOpenProject } from "../fake-openproject.js";

test("work packages are created, found and, unless asked for all, listed while they are open", async () => {
  await using server = await startOpenProject();
  const { memberships, projects, workPackages } = server.client;
  const project = await projects.create({ name: "Alpha" });
  await memberships.create({ principal: 5, project: project.id, roles: [4] });
  const created = await workPackages.create({
    project: project.id,
    type: 1,
    subject: "Write the plan",
    description: "**soon**",
    assignee: "/api/v3/users/5",
    notify: false,
  });
  expect(server.fake.requests.at(-1)?.query).toEqual({ notify: "false" });
  expect(await workPackages.get(created.id)).toMatchObject({
    subject: "Write the plan",
    description: { raw: "**soon**" },
    lockVersion: 0,
  });
  expect(linkId(created._links.project)).toBe(project.id);
  const stored = server.fake.state.workPackages.get(created.id);
  if (stored) stored.statusId = 3;
  expect((await workPackages.list()).items).toEqual([]);
  expect((await workPackages.list({ filters: [] })).items.map(({ id }) => id)).toEqual([created.id]);
});
