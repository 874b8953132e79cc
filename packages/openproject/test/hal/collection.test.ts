import { beforeEach, describe, expect, test } from "vitest";
import { Collection } from "../../src/hal/collection.js";
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

/** A server that answers each page with the total that is its turn. */
function unsteady(totals: (page: number) => number) {
  let requests = 0;
  const pageAt = async (offset: number): Promise<Collection<{ id: number }>> => {
    if (++requests > 500) throw new Error("read without end");
    const elements = Array.from({ length: 10 }, (_, index) => ({ id: offset * 10 + index }));
    const rest = { pageSize: 10, offset, groups: undefined, totalSums: undefined };
    return new Collection({ elements, total: totals(offset), hasNext: offset < 20, ...rest }, pageAt);
  };
  return pageAt(1);
}

test("totals that go up and down are read to an end, each element once", async () => {
  const steps = [(page: number) => (page % 2 > 0 ? 200 : 20), (page: number) => 400 - 15 * page];
  for (const totals of steps) {
    const visited: number[] = [];
    for await (const { id } of await unsteady(totals)) visited.push(id);
    expect(visited).toEqual(Array.from({ length: 200 }, (_, index) => index + 10));
  }
});

test("pages of none tell the total and end", async () => {
  const page = await workPackages.list({ pageSize: 0 });
  expect(page).toMatchObject({ total: 50, items: [], hasNext: false });
  for await (const _ of page) throw new Error("there is nothing on it");
});

test("pages that are asked for one by one are those of the server", async () => {
  const page = await workPackages.list({ filters, pageSize: 10 });
  for (const { id } of page.items) await close(id);
  const next = await page.next();
  expect(next?.items.map(({ id }) => id)).toEqual(ids.slice(20, 30));
});
