import { NotFoundError } from "@platformq/resilience";
import { beforeAll, describe, expect, test } from "vitest";
import { type OpenProjectClient, where } from "../../src/index.js";
import { startOpenProject } from "../fake-openproject.js";
import { seedRecord } from "../seed-record.js";

let server: Awaited<ReturnType<typeof startOpenProject>>;
let client: OpenProjectClient;
/** Ids of what is in the fake, by what it is. */
const ids: Record<string, number> = {};

beforeAll(async () => {
  server = await startOpenProject();
  client = server.client;
  ids.project = (await client.projects.create({ name: "Apollo" })).id;
  ids.workPackage = (await client.workPackages.create({ project: "apollo", subject: "Land" })).id;
  await client.memberships.create({ principal: 5, project: "apollo", roles: ["Member"] });
  const project = `/projects/${ids.project}`;
  const workPackage = `/work_packages/${ids.workPackage}`;
  const seeds: [string, string, Record<string, unknown>, Record<string, string>?][] = [
    ["category", "/categories", { name: "Hull" }, { project }],
    ["wikiPage", "/wiki_pages", { title: "Start" }, { project }],
    ["document", "/documents", { title: "Plan", description: "**x**" }, { project }],
    ["post", "/posts", { subject: "Hello" }, { project }],
    ["helpText", "/help_texts", { attribute: "status", scope: "WorkPackage", helpText: "How it is" }],
    ["budget", "/budgets", { subject: "Fuel" }, { project }],
    ["costType", "/cost_types", { name: "Fuel", unit: "litre", unitPlural: "litres" }],
    ["costEntry", "/cost_entries", { spentUnits: 3 }, { workPackage }],
    ["sprint", "/sprints", { name: "One" }, { definingWorkspace: project }],
    ["definition", "/project_phase_definitions", { name: "Plan", startGate: true, finishGate: false }],
    ["application", "/oauth_applications", { name: "App", clientId: "a", confidential: true }],
    ["credentials", "/oauth_client_credentials", { clientId: "b", confidential: true }],
    ["item", "/custom_field_items", { label: "Root", depth: 0 }, { customField: "/custom_fields/9" }],
    [
      "meeting",
      "/meetings",
      { title: "Kick-off", lockVersion: 0, startTime: "", endTime: "", duration: 1 },
      { project },
    ],
    [
      "revision",
      "/revisions",
      { identifier: "abc", formattedIdentifier: "abc", authorName: "Anna", message: "fix" },
      { project, workPackage },
    ],
  ];
  for (const [name, path, values, links] of seeds) ids[name] = seedRecord(server, path, values, links);
  ids.phase = seedRecord(
    server,
    "/project_phases",
    { name: "Plan", active: true },
    { project, definition: `/project_phase_definitions/${ids.definition}` },
  );
  ids.projectStorage = seedRecord(
    server,
    "/project_storages",
    { projectFolderMode: "manual" },
    { project, storage: "/storages/1" },
  );
  return () => server[Symbol.asyncDispose]();
});

const id = (name: string) => ids[name] ?? 0;

describe("one of", () => {
  test.each<[string, () => Promise<unknown>, () => string, object]>([
    [
      "categories",
      () => client.categories.get(id("category")),
      () => `categories/${id("category")}`,
      { name: "Hull" },
    ],
    [
      "wiki pages",
      () => client.wikiPages.get(id("wikiPage")),
      () => `wiki_pages/${id("wikiPage")}`,
      { title: "Start" },
    ],
    [
      "documents",
      () => client.documents.get(id("document")),
      () => `documents/${id("document")}`,
      { description: { raw: "**x**" } },
    ],
    ["posts", () => client.posts.get(id("post")), () => `posts/${id("post")}`, { subject: "Hello" }],
    [
      "help texts",
      () => client.helpTexts.get(id("helpText")),
      () => `help_texts/${id("helpText")}`,
      { helpText: { raw: "How it is" } },
    ],
    ["budgets", () => client.budgets.get(id("budget")), () => `budgets/${id("budget")}`, { subject: "Fuel" }],
    [
      "cost types",
      () => client.costs.getType(id("costType")),
      () => `cost_types/${id("costType")}`,
      { unit: "litre" },
    ],
    [
      "cost entries",
      () => client.costs.getEntry(id("costEntry")),
      () => `cost_entries/${id("costEntry")}`,
      { spentUnits: 3 },
    ],
    ["sprints", () => client.sprints.get(id("sprint")), () => `sprints/${id("sprint")}`, { name: "One" }],
    [
      "phases",
      () => client.projectPhases.get(id("phase")),
      () => `project_phases/${id("phase")}`,
      { active: true },
    ],
    [
      "phase definitions",
      () => client.projectPhases.getDefinition(id("definition")),
      () => `project_phase_definitions/${id("definition")}`,
      { startGate: true },
    ],
    [
      "OAuth applications",
      () => client.oauthApplications.get(id("application")),
      () => `oauth_applications/${id("application")}`,
      { clientId: "a" },
    ],
    [
      "client credentials",
      () => client.oauthApplications.getClientCredentials(id("credentials")),
      () => `oauth_client_credentials/${id("credentials")}`,
      { clientId: "b" },
    ],
    [
      "custom field items",
      () => client.customFields.getItem(id("item")),
      () => `custom_field_items/${id("item")}`,
      { label: "Root" },
    ],
    ["custom options", () => client.customFields.getOption(1), () => "custom_options/1", { value: "Sales" }],
    [
      "meetings",
      () => client.meetings.get(id("meeting")),
      () => `meetings/${id("meeting")}`,
      { title: "Kick-off" },
    ],
    [
      "revisions",
      () => client.revisions.get(id("revision")),
      () => `revisions/${id("revision")}`,
      { message: { raw: "fix" } },
    ],
    [
      "project storages",
      () => client.projectStorages.get(id("projectStorage")),
      () => `project_storages/${id("projectStorage")}`,
      { projectFolderMode: "manual" },
    ],
    [
      "project statuses",
      () => client.projects.getStatus("on_track"),
      () => "project_statuses/on_track",
      { name: "on track" },
    ],
    ["roles", () => client.roles.get(4), () => "roles/4", { name: "Member" }],
    ["types", () => client.types.get(1), () => "types/1", { name: "Task", isMilestone: false }],
    ["statuses", () => client.statuses.get(3), () => "statuses/3", { name: "Closed", isClosed: true }],
    ["priorities", () => client.priorities.get(2), () => "priorities/2", { name: "Normal", isDefault: true }],
    ["settings", () => client.configuration.get(), () => "configuration", { perPageOptions: [20, 100] }],
    [
      "a project's settings",
      () => client.configuration.ofProject("apollo"),
      () => "projects/apollo/configuration",
      { enabledInternalComments: true },
    ],
    [
      "days",
      () => client.days.get("2026-05-02"),
      () => "days/2026-05-02",
      { working: false, name: "Saturday" },
    ],
    [
      "days off",
      () => client.days.getNonWorking("2026-01-01"),
      () => "days/non_working/2026-01-01",
      { name: "New year" },
    ],
    [
      "days of the week",
      () => client.days.getWeekDay(1),
      () => "days/week/1",
      { name: "Monday", working: true },
    ],
    [
      "contexts",
      () => client.capabilities.globalContext(),
      () => "capabilities/contexts/global",
      { _type: "CapabilityContext" },
    ],
    [
      "capabilities",
      () => client.capabilities.get(`work_packages/create/p${id("project")}-5`),
      () => `capabilities/work_packages/create/p${id("project")}-5`,
      { _links: { principal: { title: "Anna Berg" } } },
    ],
  ])("%s is got", async (_, call, path, expected) => {
    expect(await call()).toMatchObject(expected);
    expect(server.fake.requests.at(-1)).toMatchObject({
      method: "GET",
      path: `/api/v3/${path()}`,
      status: 200,
    });
  });

  test("what there is not is a NotFoundError", async () => {
    await expect(client.days.getNonWorking("2026-05-02")).rejects.toBeInstanceOf(NotFoundError);
    await expect(client.budgets.get(4040)).rejects.toBeInstanceOf(NotFoundError);
  });
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

test("the schemas say what may be written", async () => {
  expect((await client.projects.schema()).get("customField1")?.name).toBe("Cost centre");
  expect((await client.workspaces.schema()).has("name")).toBe(true);
  expect(await client.memberships.schema()).toBeInstanceOf(Map);
  expect((await client.users.schema()).get("email")?.required).toBe(true);
  expect((await client.versions.schema()).get("definingProject")?.isLink).toBe(true);
  expect((await client.timeEntries.schema()).has("hours")).toBe(true);
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

test("a document is changed", async () => {
  const changed = await client.documents.update(id("document"), { description: "new" });
  expect(changed).toMatchObject({ title: "Plan", description: { raw: "new" } });
});

test("texts are rendered, sent as what they are", async () => {
  const html = await client.render.markdown("**bold** <b>", {
    context: `/api/v3/work_packages/${id("workPackage")}`,
  });
  expect(html).toBe('<p class="op-uc-p"><strong>bold</strong> &lt;b></p>');
  expect(server.fake.requests.at(-1)?.headers["content-type"]).toBe("text/plain; charset=utf-8");
  expect(await client.render.plain("a & b")).toBe("<p>a &amp; b</p>");
});

test("projects and workspaces become favourites and cease to be", async () => {
  await client.projects.favorite("apollo");
  expect((await client.projects.get("apollo")).favorited).toBe(true);
  await client.projects.unfavorite("apollo");
  await client.workspaces.favorite(id("project"));
  expect((await client.projects.get("apollo")).favorited).toBe(true);
  await client.workspaces.unfavorite(id("project"));
  expect((await client.projects.get("apollo")).favorited).toBe(false);
});
