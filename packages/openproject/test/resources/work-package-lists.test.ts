import { InvalidInputError } from "@platformq/resilience";
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

test("a list with filters too long for a URL sends them compressed, for every page", async () => {
  const created: number[] = [];
  for (const subject of ["a", "b", "c"]) created.push((await workPackages.create({ project, subject })).id);
  const ids = Array.from({ length: 2000 }, (_, index) => index + 100_000);
  const read: number[] = [];
  const page = await workPackages.list({ filters: where("id").is(...created, ...ids), pageSize: 2 });
  for await (const { id } of page) read.push(id);
  expect(read).toEqual(created);
  const queries = server.fake.requests.slice(-2).map(({ query }) => Object.keys(query ?? {}));
  expect(queries).toEqual([["eprops"], ["eprops"]]);
});

test("filters too long even so are refused before anything is sent", async () => {
  const before = server.fake.requests.length;
  const ids = Array.from({ length: 5000 }, (_, index) => (index * 7919 * 104_729) % 1_000_003);
  const list = workPackages.list({ filters: where("id").is(...ids) });
  await expect(list).rejects.toBeInstanceOf(InvalidInputError);
  await expect(list).rejects.toThrow("ask for fewer values at a time");
  expect(server.fake.requests).toHaveLength(before);
});

test("a list goes by id unless it is told otherwise", async () => {
  await workPackages.list();
  expect(server.fake.requests.at(-1)?.query).toMatchObject({ sortBy: '[["id","asc"]]' });
  await workPackages.list({ sortBy: [["subject", "desc"]] });
  expect(server.fake.requests.at(-1)?.query).toMatchObject({ sortBy: '[["subject","desc"]]' });
});

test("a list of other times has what is left of those that are gone", async () => {
  const { id } = await workPackages.create({ project, subject: "stays" });
  const gone = await workPackages.create({ project, subject: "goes" });
  await workPackages.delete(gone.id);
  const { items } = await workPackages.list({ timestamps: ["P-1D", "PT0S"] });
  expect(items.map((item) => [item.id, item.subject])).toEqual([
    [id, "stays"],
    [gone.id, undefined],
  ]);
  expect(items[1]?._meta?.exists).toBe(false);
  expect((await workPackages.get(id, { timestamps: ["PT0S"] })).subject).toBe("stays");
});
