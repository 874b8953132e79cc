import { beforeEach, expect, test } from "vitest";
import { where } from "../../src/index.js";
import { startOpenProject } from "../fake-openproject.js";

let server: Awaited<ReturnType<typeof startOpenProject>>;
let workPackages: (typeof server)["client"]["workPackages"];
let project: number;

beforeEach(async () => {
  server = await startOpenProject();
  workPackages = server.client.workPackages;
  project = (await server.client.projects.create({ name: "Apollo" })).id;
  return () => server[Symbol.asyncDispose]();
});

test("a list is for all, not only for what is open", async () => {
  const { id } = await workPackages.create({ project, subject: "done", status: "Closed" });
  expect((await workPackages.list()).items.map((item) => item.id)).toEqual([id]);
  expect((await workPackages.list({ filters: where("status").open() })).items).toEqual([]);
  expect((await workPackages.listInProject("apollo")).items).toHaveLength(1);
  expect((await workPackages.listInWorkspace(project)).items).toHaveLength(1);
});

test("a list groups and adds up", async () => {
  await workPackages.create({ project, subject: "a", status: "Closed" });
  await workPackages.create({ project, subject: "b" });
  const page = await workPackages.list({ groupBy: "status", showSums: true });
  expect(page.groups).toMatchObject([
    { value: "Closed", count: 1 },
    { value: "New", count: 1 },
  ]);
  expect(page.totalSums).toHaveProperty("estimatedTime");
});

test("a list of some properties has what it takes to go on", async () => {
  for (const subject of ["a", "b", "c"]) await workPackages.create({ project, subject });
  const subjects: unknown[] = [];
  for await (const item of await workPackages.listOnly(["id", "subject"], { pageSize: 2 })) {
    expect(Object.keys(item).sort()).toEqual(["id", "subject"]);
    subjects.push(item.subject);
  }
  expect(subjects).toEqual(["a", "b", "c"]);
  await expect(workPackages.listOnly(["status"])).rejects.toMatchObject({ code: "INVALID_SIGNAL" });
});

test("a list with filters too long for a URL sends them compressed", async () => {
  const { id } = await workPackages.create({ project, subject: "x" });
  const ids = Array.from({ length: 2000 }, (_, index) => index + 1000);
  const page = await workPackages.list({ filters: where("id").is(id, ...ids) });
  expect(page.items.map((item) => item.id)).toEqual([id]);
  expect(Object.keys(server.fake.requests.at(-1)?.query ?? {})).toEqual(["eprops"]);
});
