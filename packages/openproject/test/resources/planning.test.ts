import { InvalidInputError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { durationMs, linkId, type OpenProjectClient, ValidationError, where } from "../../src/index.js";
import { startOpenProject } from "../fake-openproject.js";
import { seedRecord } from "../seed-record.js";

let server: Awaited<ReturnType<typeof startOpenProject>>;
let client: OpenProjectClient;
let project: number;

beforeEach(async () => {
  server = await startOpenProject();
  client = server.client;
  project = (await client.projects.create({ name: "Apollo" })).id;
  return () => server[Symbol.asyncDispose]();
});

const sent = () => server.fake.requests.at(-1);

describe("versions", () => {
  test("are created by a project's name, listed there, changed and deleted", async () => {
    const { versions } = client;
    const version = await versions.create({ name: "1.0", definingProject: "apollo", endDate: "2026-09-01" });
    expect(version).toMatchObject({ name: "1.0", status: "open", endDate: "2026-09-01" });
    expect((await versions.listInProject("apollo")).items).toHaveLength(1);
    expect((await versions.listInWorkspace(project)).items).toHaveLength(1);
    expect((await versions.list()).items).toHaveLength(1);
    const changed = await versions.update(version.id, {
      status: "closed",
      endDate: null,
      description: "# x",
    });
    expect(changed).toMatchObject({ status: "closed", endDate: null, description: { raw: "# x" } });
    expect((await versions.get(version.id)).status).toBe("closed");
    expect((await versions.projects(version.id)).items.map(({ id }) => id)).toEqual([project]);
    expect((await versions.workspaces(version.id)).items).toHaveLength(1);
    await versions.delete(version.id);
    expect((await versions.list()).items).toEqual([]);
  });

  test("are checked by forms", async () => {
    expect((await client.versions.validate({ name: "" })).errors.map(({ attribute }) => attribute)).toEqual([
      "name",
      "definingProject",
    ]);
    const { id } = await client.versions.create({ name: "1.0", definingProject: project });
    expect((await client.versions.validateUpdate(id, { sharing: "tree" })).isValid).toBe(true);
    await expect(client.versions.create({ name: "", definingProject: project })).rejects.toBeInstanceOf(
      ValidationError,
    );
  });

  test("and categories are given to work packages by name", async () => {
    const { id } = await client.versions.create({ name: "1.0", definingProject: project });
    const category = seedRecord(server, "/categories", { name: "Hull" }, { project: `/projects/${project}` });
    const created = await client.workPackages.create({
      project,
      subject: "x",
      version: "1.0",
      category: "hull",
    });
    expect(linkId(created._links.version)).toBe(id);
    expect(linkId(created._links.category)).toBe(category);
  });

  test("made after the list was read are found all the same", async () => {
    await client.versions.create({ name: "1.0", definingProject: project });
    await client.workPackages.create({ project, subject: "x", version: "1.0" });
    await client.versions.create({ name: "2.0", definingProject: project });
    const created = await client.workPackages.create({ project, subject: "y", version: "2.0" });
    expect(created._links.version?.title).toBe("2.0");
  });
});

describe("time entries", () => {
  let workPackage: number;
  let development: number;

  beforeEach(async () => {
    workPackage = (await client.workPackages.create({ project, subject: "x" })).id;
    const activity = { name: "Development", position: 1, default: true };
    development = seedRecord(server, "/time_entries/activities", activity);
  });

  test("book time on a work package, for old servers and new", async () => {
    const entry = await client.timeEntries.create({
      spentOn: "2026-05-01",
      hours: { hours: 1.5 },
      workPackage,
      activity: development,
      comment: "hard",
    });
    expect(entry).toMatchObject({ hours: "PT1H30M", spentOn: "2026-05-01", comment: { raw: "hard" } });
    expect(durationMs(entry.hours ?? "")).toBe(5_400_000);
    expect(sent()?.body).toMatchObject({
      _links: {
        entity: { href: `/api/v3/work_packages/${workPackage}` },
        workPackage: { href: `/api/v3/work_packages/${workPackage}` },
        activity: { href: `/api/v3/time_entries/activities/${development}` },
      },
    });
    expect((await client.timeEntries.get(entry.id)).id).toBe(entry.id);
    expect((await client.timeEntries.list({ filters: where("project").is(project) })).items).toHaveLength(1);
    expect((await client.timeEntries.update(entry.id, { hours: "PT2H" })).hours).toBe("PT2H");
    await client.timeEntries.delete(entry.id);
  });

  test("are not booked twice", async () => {
    server.faults.next({ match: "POST", reset: "before-response", handled: true });
    const entry = client.timeEntries.create({ spentOn: "2026-05-01", hours: "PT1H", workPackage });
    await expect(entry).rejects.toMatchObject({ outcome: "unknown", attempts: 1 });
    expect(server.fake.state.recordsOf("/time_entries").size).toBe(1);
  });

  test("refuse a duration that is none before it is sent", async () => {
    const entry = client.timeEntries.create({ spentOn: "2026-05-01", hours: "8", workPackage });
    await expect(entry).rejects.toBeInstanceOf(InvalidInputError);
  });

  test("run as a timer, one at a time", async () => {
    const timer = await client.timeEntries.start({ spentOn: "2026-05-01", workPackage });
    expect(timer).toMatchObject({ ongoing: true });
    const second = client.timeEntries.start({ spentOn: "2026-05-01", workPackage });
    await expect(second).rejects.toMatchObject({ errors: [{ attribute: "ongoing" }] });
    const stopped = await client.timeEntries.stop(timer.id, { hours: { minutes: 25 } });
    expect(stopped).toMatchObject({ ongoing: false, hours: "PT25M" });
  });

  test("have activities, which only a form tells", async () => {
    const activities = await client.timeEntries.activities({ workPackage });
    expect(activities).toEqual([
      { href: `/api/v3/time_entries/activities/${development}`, title: "Development" },
    ]);
    expect(await client.timeEntries.getActivity(development)).toMatchObject({ name: "Development" });
  });

  test("are checked by forms", async () => {
    expect(
      (await client.timeEntries.validate({ workPackage })).errors.map(({ attribute }) => attribute),
    ).toEqual(["spentOn", "hours"]);
    const { id } = await client.timeEntries.create({ spentOn: "2026-05-01", hours: 60_000, workPackage });
    expect((await client.timeEntries.validateUpdate(id, { hours: "PT2H" })).isValid).toBe(true);
  });
});

describe("queries", () => {
  test("are saved as the server has them, and executed", async () => {
    await client.workPackages.create({ project, subject: "Plan the trip" });
    await client.workPackages.create({ project, subject: "Plan nothing", status: "Closed" });
    const query = await client.queries.create({
      name: "Plans",
      project: "apollo",
      filters: where("subject").contains("plan").and("status").is("/api/v3/statuses/1"),
      columns: ["id", "subject"],
      sortBy: [["id", "asc"]],
      groupBy: "status",
    });
    expect(sent()?.body).toMatchObject({
      filters: [
        {
          values: ["plan"],
          _links: {
            filter: { href: "/api/v3/queries/filters/subject" },
            operator: { href: "/api/v3/queries/operators/~" },
          },
        },
        {
          _links: {
            operator: { href: "/api/v3/queries/operators/%3D" },
            values: [{ href: "/api/v3/statuses/1" }],
          },
        },
      ],
      _links: { sortBy: [{ href: "/api/v3/queries/sort_bys/id-asc" }] },
    });
    const results = await client.queries.execute(query.id ?? 0);
    expect(results.items.map(({ subject }) => subject)).toEqual(["Plan the trip"]);
    const all = await client.queries.execute(query.id ?? 0, { filters: [] });
    expect(all.total).toBe(2);
  });

  test("go on over pages", async () => {
    for (const subject of ["a", "b", "c"]) await client.workPackages.create({ project, subject });
    const { id } = await client.queries.create({ name: "All", filters: where("id").isSet() });
    const subjects: string[] = [];
    for await (const item of await client.queries.execute(id ?? 0, { pageSize: 2 }))
      subjects.push(item.subject);
    expect(subjects).toEqual(["a", "b", "c"]);
  });

  test("are starred, changed, ordered and deleted", async () => {
    const { queries } = client;
    const id = (await queries.create({ name: "One" })).id ?? 0;
    await queries.star(id);
    expect((await queries.get(id)).starred).toBe(true);
    await queries.unstar(id);
    expect((await queries.update(id, { name: "Two" })).name).toBe("Two");
    await queries.reorder(id, { delta: { "5": 1, "6": 2 } });
    await queries.reorder(id, { delta: { "6": -1 } });
    expect(await queries.order(id)).toEqual({ "5": 1 });
    expect((await queries.list()).items).toHaveLength(1);
    expect((await queries.validate({ name: "" })).errors).toMatchObject([{ attribute: "name" }]);
    expect((await queries.validateUpdate(id, { name: "x" })).isValid).toBe(true);
    const view = await client.views.create("work_packages_table", { query: id });
    expect(linkId(view._links.query)).toBe(id);
    expect((await client.views.get(view.id)).id).toBe(view.id);
    expect((await client.views.list()).items).toHaveLength(1);
    await queries.delete(id);
    expect((await queries.list()).items).toEqual([]);
  });

  test("have defaults, and parts that can be looked up", async () => {
    const { queries, queryParts } = client;
    expect((await queries.getDefault()).name).toBe("Default");
    expect((await queries.getDefaultOfProject("apollo")).name).toBe("Default");
    expect((await queries.getDefaultOfWorkspace(project)).name).toBe("Default");
    expect((await queryParts.getColumn("subject")).id).toBe("subject");
    expect((await queryParts.getFilter("status")).id).toBe("status");
    expect((await queryParts.getOperator(">t-")).id).toBe(">t-");
    expect((await queryParts.getSortBy("id-asc")).id).toBe("id-asc");
    expect((await queryParts.getGroupBy("status")).id).toBe("status");
    expect((await queryParts.filterSchemas()).items[0]?.has("values")).toBe(true);
    expect((await queryParts.filterSchemasOfProject("apollo")).items).not.toEqual([]);
    expect((await queryParts.getFilterSchema("status")).has("values")).toBe(true);
    expect((await queryParts.schema()).get("name")?.required).toBe(true);
    expect((await queryParts.schemaOfProject("apollo")).has("name")).toBe(true);
  });
});

test("news are published, changed and deleted", async () => {
  const news = await client.news.create({ title: "Lift-off", project: "apollo", description: "**now**" });
  expect(news).toMatchObject({ title: "Lift-off", description: { raw: "**now**" } });
  expect((await client.news.update(news.id, { summary: "short" })).summary).toBe("short");
  expect((await client.news.get(news.id)).title).toBe("Lift-off");
  expect((await client.news.list()).items).toHaveLength(1);
  await client.news.delete(news.id);
  expect((await client.news.list()).items).toEqual([]);
});

test("grids are created on a page, changed and checked", async () => {
  const widgets = [{ identifier: "news", startRow: 1, endRow: 2, startColumn: 1, endColumn: 2 }];
  const grid = await client.grids.create({ scope: "/my/page", rowCount: 2, columnCount: 2, widgets });
  expect(grid).toMatchObject({ widgets, _links: { scope: { href: "/my/page" } } });
  expect((await client.grids.update(grid.id, { rowCount: 3 })).rowCount).toBe(3);
  expect((await client.grids.get(grid.id)).rowCount).toBe(3);
  expect((await client.grids.list()).items).toHaveLength(1);
  expect((await client.grids.validate({})).errors).toMatchObject([{ attribute: "scope" }]);
  expect((await client.grids.validateUpdate(grid.id, { rowCount: 4 })).isValid).toBe(true);
});

test.each(["portfolios", "programs"] as const)("%s are read, changed, checked and deleted", async (name) => {
  const stored = server.fake.state.projects.get(project);
  if (stored) stored.workspaceType = name === "portfolios" ? "Portfolio" : "Program";
  const resource = client[name];
  expect((await resource.list()).items.map(({ id }) => id)).toEqual([project]);
  expect((await resource.get(project))._type).toBe(stored?.workspaceType);
  expect((await resource.update(project, { description: "new" })).description?.raw).toBe("new");
  expect((await resource.validateUpdate(project, { name: "" })).errors).toMatchObject([
    { attribute: "name" },
  ]);
  await resource.delete(project);
  expect((await resource.list()).items).toEqual([]);
});
