import { path, ResponseError } from "@platformq/resilience";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { startOpenProject } from "./fake-openproject.js";

let server: Awaited<ReturnType<typeof startOpenProject>>;

beforeAll(async () => {
  server = await startOpenProject({ path: "/openproject" });
  return () => server[Symbol.asyncDispose]();
});

test("a write without a body has a content type all the same", async () => {
  const Form = z.looseObject({ _type: z.string() });
  await server.client.request({ method: "POST", path: path`projects/form` }, Form);
  const { headers, body } = server.fake.requests.at(-1) ?? {};
  expect(headers).toMatchObject({ "content-type": "application/json", accept: "application/hal+json" });
  expect(body).toBeNull();
});

test("an answer that is no HAL says what to check", async () => {
  server.faults.next({ status: 200, body: "<html>Sign in</html>" });
  await expect(server.client.users.me()).rejects.toBeInstanceOf(ResponseError);
});

describe("a list", () => {
  test("is walked by the links of the server, in a folder of it too", async () => {
    for (let i = 1; i <= 5; i++) await server.client.projects.create({ name: `Project ${i}` });
    const page = await server.client.projects.list({ pageSize: 2, sortBy: [["id", "asc"]] });
    expect(page.items).toHaveLength(2);
    expect(page.total).toBe(5);
    const names: string[] = [];
    for await (const { name } of page) names.push(name);
    expect(names).toEqual([1, 2, 3, 4, 5].map((i) => `Project ${i}`));
    expect(server.fake.requests.at(-1)?.path).toBe("/openproject/api/v3/projects");
  });

  test("keeps filters, order and one name in the metrics on later pages", async () => {
    const filters = [{ typeahead: { operator: "**", values: ["Project"] } }];
    const page = await server.client.projects.list({ filters, pageSize: 1, sortBy: [["id", "desc"]] });
    server.faults.next({ status: 403 });
    await expect(page.next()).rejects.toMatchObject({
      operation: "GET api/v3/projects",
      message: expect.stringContaining(`GET ${server.url}/api/v3/projects → 403`),
    });
    const next = await page.next();
    expect(next?.items.map(({ name }) => name)).toEqual(["Project 4"]);
    expect(server.fake.requests.at(-1)?.query).toMatchObject({
      filters: JSON.stringify(filters),
      offset: "2",
    });
  });

  test("ends where the server knows no next page", async () => {
    const page = await server.client.roles.list();
    expect(page.hasNext).toBe(false);
  });

  test("reads one page ahead, and no further", async () => {
    const page = await server.client.projects.list({ pageSize: 1, sortBy: [["id", "asc"]] });
    const before = server.fake.requests.length;
    for await (const _ of page) {
      await vi.waitFor(() => expect(server.fake.requests).toHaveLength(before + 1));
      break;
    }
    expect(server.fake.requests).toHaveLength(before + 1);
  });

  test("survives a failure of a page that nobody asks for any more", async () => {
    const page = await server.client.projects.list({ pageSize: 1 });
    const before = server.fake.requests.length;
    server.faults.next({ status: 403 });
    for await (const _ of page) break;
    await vi.waitFor(() => expect(server.fake.requests).toHaveLength(before + 1));
  });

  test("tells the page size the server allows", async () => {
    const page = await server.client.projects.list({ pageSize: 5000 });
    expect(page.pageSize).toBe(1000);
  });
});
