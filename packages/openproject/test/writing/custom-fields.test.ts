import { InvalidInputError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { UNDISCLOSED } from "../../src/index.js";
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

const writes = () =>
  server.fake.requests.filter(({ method, path }) => method !== "GET" && /work_packages/.test(path));

describe("without a schema to place them by", () => {
  test("they are refused, not dropped", async () => {
    const form = client.workPackages.validate({ subject: "x", customFields: { "Cost centre": 42 } });
    await expect(form).rejects.toBeInstanceOf(InvalidInputError);
    await expect(form).rejects.toThrow(/need the project to be placed by, and none is given/);
    const create = client.workPackages.create({
      project: "/api/v3/projects/apollo",
      subject: "x",
      customFields: { "Cost centre": 42 },
    });
    await expect(create).rejects.toThrow(/and \/api\/v3\/projects\/apollo has no id/);
    expect(writes()).toEqual([]);
  });

  test("an undisclosed project's work package still has its schema", async () => {
    const { id } = await client.workPackages.create({ project, subject: "x" });
    const shown = await client.workPackages.get(id);
    const { schema, ...links } = shown._links;
    const hidden = { ...links, project: { href: UNDISCLOSED } };
    const update = () => client.workPackages.update(id, { customFields: { "Cost centre": 42 } });

    server.faults.next({
      match: /GET .*work_packages\/\d/,
      status: 200,
      body: { ...shown, _links: { ...hidden, schema } },
    });
    expect(await update()).toMatchObject({ customField1: 42 });

    server.faults.next({ match: /GET .*work_packages\/\d/, status: 200, body: { ...shown, _links: hidden } });
    await expect(update()).rejects.toThrow(
      /need the project to be placed by, and urn:.*undisclosed has no id/,
    );
  });
});

describe("an option", () => {
  beforeEach(() => {
    const options = [
      { id: 1, value: "42" },
      { id: 42, value: "Sales" },
    ];
    server.fake.state.customFields.set(2, { id: 2, name: "Department", type: "CustomOption", options });
  });

  test("is an id by number, and a title before an id by digits", async () => {
    const create = (Department: number | string) =>
      client.workPackages.create({ project, subject: "x", customFields: { Department } });
    expect(await create(42)).toMatchObject({ _links: { customField2: { title: "Sales" } } });
    expect(await create("42")).toMatchObject({ _links: { customField2: { title: "42" } } });
    expect(await create("1")).toMatchObject({ _links: { customField2: { title: "42" } } });
    await expect(create(7)).rejects.toThrow(
      /7 is no value of the custom field "Department"; allowed are: 42, Sales/,
    );
  });
});

describe("what a schema points to", () => {
  test("is looked up there: a version among those of the project", async () => {
    const other = (await client.projects.create({ name: "Gemini" })).id;
    await client.versions.create({ definingProject: other, name: "1.0" });
    const own = await client.versions.create({ definingProject: project, name: "1.0" });
    server.fake.state.customFields.set(6, { id: 6, name: "Fixed in", type: "Version" });
    const created = await client.workPackages.create({
      project,
      subject: "x",
      customFields: { "Fixed in": "1.0" },
    });
    expect(created).toMatchObject({ _links: { customField6: { href: `/api/v3/versions/${own.id}` } } });
  });

  test("is looked up there, on all pages, where it has pages", async () => {
    const links = (number: number) => ({ self: { href: `/api/v3/custom_field_items/${number}` } });
    const page = (offset: number) => ({
      total: 40,
      pageSize: 20,
      offset,
      _embedded: {
        elements: Array.from({ length: 20 }, (_, index) => {
          const id = (offset - 1) * 20 + index + 1;
          return { id, label: `Item ${id}`, _links: links(id) };
        }),
      },
      _links: offset === 1 ? { nextByOffset: { href: "/api/v3/elsewhere" } } : {},
    });
    server.fake.state.customFields.set(7, { id: 7, name: "Site", type: "CustomField::Hierarchy::Item" });
    for (const offset of [1, 2])
      server.faults.next({ match: "custom_fields/7/items", status: 200, body: page(offset) });
    await client.workPackages.validate({ project, subject: "x", customFields: { Site: "Item 25" } });
    const chosen = { href: "/api/v3/custom_field_items/25" };
    expect(writes().at(-1)?.body).toMatchObject({ _links: { customField7: chosen } });
    const read = server.fake.requests.filter(({ path }) => path.includes("custom_fields/7/items"));
    expect(read).toMatchObject([{ query: {} }, { query: { offset: "2", pageSize: "20" } }]);
  });

  test("is looked up there: an item of a hierarchy by its label", async () => {
    const links = { customField: "/custom_fields/7" };
    seedRecord(server, "/custom_field_items", { label: null, depth: 0 }, links);
    const york = seedRecord(server, "/custom_field_items", { label: "New York", depth: 1 }, links);
    server.fake.state.customFields.set(7, { id: 7, name: "Site", type: "CustomField::Hierarchy::Item" });
    const create = (Site: number | string) =>
      client.workPackages.create({ project, subject: "x", customFields: { Site } });
    expect(await create("New York")).toMatchObject({ _links: { customField7: { title: "New York" } } });
    expect(await create(york)).toMatchObject({ _links: { customField7: { title: "New York" } } });
    await expect(create("Paris")).rejects.toThrow(
      new RegExp(`No value of Site is called "Paris"; there are: New York \\(${york}\\)`),
    );
  });
});

test("where a schema points to nothing, items go by id and versions are those of the project", async () => {
  const own = await client.versions.create({ definingProject: project, name: "1.0" });
  const other = (await client.projects.create({ name: "Gemini" })).id;
  await client.versions.create({ definingProject: other, name: "1.0" });
  const field = (type: string, name: string) => ({ type, name, location: "_links" });
  const body = {
    _type: "Schema",
    customField6: field("Version", "Fixed in"),
    customField7: field("CustomField::Hierarchy::Item", "Site"),
  };
  server.faults.next({ match: "/schemas/", status: 200, body });
  const create = (customFields: Record<string, string>) =>
    client.workPackages.create({ project, type: 1, subject: "x", customFields });
  await expect(create({ Site: "New York" })).rejects.toThrow(
    /"New York" is no value of the custom field "Site"; allowed are: ids and hrefs/,
  );
  await create({ Site: "12", "Fixed in": "1.0" });
  expect(writes().at(-1)?.body).toMatchObject({
    _links: {
      customField6: { href: `/api/v3/versions/${own.id}` },
      customField7: { href: "/api/v3/custom_field_items/12" },
    },
  });
});
