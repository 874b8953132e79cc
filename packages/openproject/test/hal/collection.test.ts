import { beforeEach, describe, expect, test } from "vitest";
import { where } from "../../src/index.js";
import { startOpenProject } from "../fake-openproject.js";

let server: Awaited<ReturnType<typeof startOpenProject>>;
let workPackages: (typeof server)["client"]["workPackages"];
let ids: number[];

beforeEach(async () => {
  server = await startOpenProject();
  workPackages = server.client.workPackages;
  await server.client.projects.create({ name: "Apollo" });
  const create = (_: unknown, index: number) =>
    workPackages.create({ project: "apollo", subject: `${index % 7}` }).then(({ id }) => id);
  ids = (await Promise.all(Array.from({ length: 50 }, create))).sort((a, b) => a - b);
  return () => server[Symbol.asyncDispose]();
});

const filters = where("status").open();
const close = (id: number) => workPackages.update(id, { status: "Closed" });

describe("whoever changes what is listed", () => {
  test("misses nothing of it, though it leaves the list", async () => {
    const visited: number[] = [];
    for await (const { id } of await workPackages.list({ filters, pageSize: 10 })) {
      visited.push(id);
      await close(id);
    }
    expect(visited).toEqual(ids);
    expect((await workPackages.list({ filters })).total).toBe(0);
  });

  test("misses nothing in another order either", async () => {
    const visited: number[] = [];
    const sortBy = [["subject", "desc"]] as const;
    for await (const { id } of await workPackages.list({ filters, sortBy, pageSize: 7 })) {
      visited.push(id);
      if (id % 3 > 0) await close(id);
    }
    expect(visited).toHaveLength(ids.length);
    expect(new Set(visited)).toEqual(new Set(ids));
  });
});

test("what others take out ahead of the reader brings nothing twice", async () => {
  const visited: number[] = [];
  const page = await workPackages.list({ filters, pageSize: 10 });
  for await (const { id } of page) {
    visited.push(id);
    if (visited.length === 1) for (const later of ids.slice(40)) await close(later);
  }
  expect(visited).toEqual(ids.slice(0, 40));
});

test("what is added meanwhile comes at the end", async () => {
  const visited: number[] = [];
  let added = 0;
  for await (const { id } of await workPackages.list({ filters, pageSize: 20 })) {
    visited.push(id);
    if (visited.length === 1) added = (await workPackages.create({ project: "apollo", subject: "new" })).id;
  }
  expect(visited).toEqual([...ids, added]);
});

test("pages that are asked for one by one are those of the server", async () => {
  const page = await workPackages.list({ filters, pageSize: 10 });
  for (const { id } of page.items) await close(id);
  const next = await page.next();
  expect(next?.items.map(({ id }) => id)).toEqual(ids.slice(20, 30));
});
