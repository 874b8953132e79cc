import { beforeAll, describe, expect, test } from "vitest";
import { type OpenProjectClient, where } from "../../src/index.js";
import { seedRecord } from "../seed-record.js";
import { startSeededOpenProject } from "../seeded-openproject.js";

let server: Awaited<ReturnType<typeof startSeededOpenProject>>;
let client: OpenProjectClient;
const id = (name: string) => server.id(name);

beforeAll(async () => {
  server = await startSeededOpenProject();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

describe("a list of", () => {
  type Listing = Promise<{ items: readonly unknown[] }>;
  test.each<[string, () => Listing, () => string, unknown]>([
    [
      "categories in a project",
      () => client.categories.listInProject("apollo"),
      () => "projects/apollo/categories",
      { name: "Hull" },
    ],
    [
      "categories in a workspace",
      () => client.categories.listInWorkspace(id("project")),
      () => `workspaces/${id("project")}/categories`,
      { name: "Hull" },
    ],
    ["documents", () => client.documents.list(), () => "documents", { title: "Plan" }],
    ["help texts", () => client.helpTexts.list(), () => "help_texts", { attribute: "status" }],
    [
      "budgets",
      () => client.budgets.listInProject("apollo"),
      () => "projects/apollo/budgets",
      { subject: "Fuel" },
    ],
    [
      "costs",
      () => client.costs.listOf(id("workPackage")),
      () => `work_packages/${id("workPackage")}/cost_entries`,
      { spentUnits: 3 },
    ],
    ["sprints", () => client.sprints.list(), () => "sprints", { name: "One" }],
    [
      "sprints in a project",
      () => client.sprints.listInProject("apollo"),
      () => "projects/apollo/sprints",
      { name: "One" },
    ],
    [
      "phase definitions",
      () => client.projectPhases.listDefinitions(),
      () => "project_phase_definitions",
      { name: "Plan" },
    ],
    [
      "custom field items",
      () => client.customFields.items(9, { depth: 1 }),
      () => "custom_fields/9/items",
      { label: "Root" },
    ],
    ["meetings", () => client.meetings.list(), () => "meetings", { title: "Kick-off" }],
    [
      "revisions",
      () => client.workPackages.revisions(id("workPackage")),
      () => `work_packages/${id("workPackage")}/revisions`,
      { identifier: "abc" },
    ],
    [
      "project storages",
      () => client.projectStorages.list(),
      () => "project_storages",
      { projectFolderMode: "manual" },
    ],
    ["types", () => client.types.list(), () => "types", { name: "Task" }],
    [
      "types in a project",
      () => client.types.listInProject("apollo"),
      () => "projects/apollo/types",
      { name: "Task" },
    ],
    [
      "types in a workspace",
      () => client.types.listInWorkspace(id("project")),
      () => `workspaces/${id("project")}/types`,
      { name: "Task" },
    ],
    ["statuses", () => client.statuses.list(), () => "statuses", { name: "New" }],
    ["priorities", () => client.priorities.list(), () => "priorities", { name: "Low" }],
    ["days off", () => client.days.listNonWorking(), () => "days/non_working", { date: "2026-01-01" }],
    ["days of the week", () => client.days.listWeekDays(), () => "days/week", { day: 1 }],
    ["actions", () => client.capabilities.actions(), () => "actions", { id: "work_packages/create" }],
    ["workspaces", () => client.workspaces.list(), () => "workspaces", { name: "Apollo" }],
    [
      "assignees",
      () => client.projects.availableAssignees("apollo"),
      () => "projects/apollo/available_assignees",
      { name: "Anna Berg" },
    ],
    [
      "assignees of a workspace",
      () => client.workspaces.availableAssignees(id("project")),
      () => `workspaces/${id("project")}/available_assignees`,
      { name: "Anna Berg" },
    ],
    [
      "assignees of a work package",
      () => client.workPackages.availableAssignees(id("workPackage")),
      () => `work_packages/${id("workPackage")}/available_assignees`,
      { name: "Anna Berg" },
    ],
    [
      "projects to move to",
      () => client.workPackages.availableProjects(id("workPackage")),
      () => `work_packages/${id("workPackage")}/available_projects`,
      { name: "Apollo" },
    ],
    [
      "parents",
      () => client.projects.availableParents(),
      () => "projects/available_parent_projects",
      { name: "Apollo" },
    ],
    [
      "projects for members",
      () => client.memberships.availableProjects(),
      () => "memberships/available_projects",
      { name: "Apollo" },
    ],
    [
      "projects for versions",
      () => client.versions.availableProjects(),
      () => "versions/available_projects",
      { name: "Apollo" },
    ],
    [
      "projects for time",
      () => client.timeEntries.availableProjects(),
      () => "time_entries/available_projects",
      { name: "Apollo" },
    ],
    ["shares", () => client.shares.list(), () => "shares", { id: expect.any(Number) }],
    [
      "work packages for time",
      () => client.timeEntries.availableWorkPackages(),
      () => "time_entries/available_work_packages",
      { subject: "Land" },
    ],
    [
      "projects for queries",
      () => client.queries.availableProjects(),
      () => "queries/available_projects",
      { name: "Apollo" },
    ],
  ])("%s is read", async (_, call, path, first) => {
    expect((await call()).items[0]).toMatchObject(Object(first));
    expect(server.fake.requests.at(-1)).toMatchObject({
      method: "GET",
      path: `/api/v3/${path()}`,
      status: 200,
    });
  });

  test("days goes by date", async () => {
    const { items } = await client.days.list({ filters: where("date").between("2026-05-01", "2026-05-03") });
    expect(items.map(({ date, working }) => [date, working])).toEqual([
      ["2026-05-01", true],
      ["2026-05-02", false],
      ["2026-05-03", false],
    ]);
  });

  test("capabilities goes by who, where and what", async () => {
    const filters = where("principal")
      .is(5)
      .and("context")
      .is(`p${id("project")}`);
    const { items } = await client.capabilities.list({ filters });
    expect(items.map((capability) => capability.id)).toContain(`memberships/create/p${id("project")}-5`);
  });
});

test("a branch leads to an item from the root", async () => {
  const child = seedRecord(
    server,
    "/custom_field_items",
    { label: "Leaf", depth: 1 },
    {
      parent: `/custom_field_items/${id("item")}`,
    },
  );
  const { items } = await client.customFields.branch(id("item"));
  expect(items.map((item) => item.id)).toEqual([child]);
});
