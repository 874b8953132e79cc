import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MockServers, startMockServers } from "../../src/index.js";
import { as, failure, href } from "./as.js";

let servers: MockServers<"openproject">;
let admin: ReturnType<typeof as>;
let project: number;

beforeEach(async () => {
  servers = await startMockServers({ services: ["openproject"] });
  admin = as(servers.openproject, "admin");
  project = Number((await admin("POST", "/projects", { name: "Alpha" })).body.id);
});
afterEach(() => servers.close());

const create = (body: object) => admin("POST", `/projects/${project}/work_packages`, body);

describe("forms", () => {
  it("answer 200 to what is wrong, and offer to commit what is right", async () => {
    const path = `/projects/${project}/work_packages/form`;
    expect(await admin("POST", path, { subject: "" })).toMatchObject({
      status: 200,
      body: { _embedded: { validationErrors: { subject: { _type: "Error" } } }, _links: {} },
    });
    const right = await admin("POST", path, { subject: "x" });
    expect(right.body).toMatchObject({
      _embedded: { validationErrors: {}, schema: { subject: { required: true } } },
      _links: { commit: { method: "post" } },
    });
    expect(servers.openproject.fake.state.workPackages.size).toBe(0);
  });

  it("for a change need the lock version: without it there is no form", async () => {
    const { id } = (await create({ subject: "x" })).body;
    const path = `/work_packages/${id}/form`;
    expect(await admin("POST", path, { subject: "y" })).toMatchObject(failure(409, "UpdateConflict"));
    expect((await admin("POST", path, { subject: "y", lockVersion: 0 })).status).toBe(200);
  });
});

describe("custom fields", () => {
  it("are read from where they belong, and passed over elsewhere", async () => {
    const { body } = await create({
      subject: "x",
      customField1: 7,
      customField2: "Sales",
      customField4: "plain",
      _links: { customField5: [href("custom_options/1"), href("custom_options/2")] },
    });
    expect(body).toMatchObject({
      customField1: 7,
      customField4: { raw: "" },
      _links: {
        customField2: { href: null },
        customField5: [{ title: "Sales" }, { title: "Support" }],
      },
    });
  });

  it("refuse options there are not, and numbers that are none", async () => {
    expect(await create({ subject: "x", _links: { customField2: href("custom_options/9") } })).toMatchObject(
      failure(422, "PropertyConstraintViolation", "customField2"),
    );
    expect(await create({ subject: "x", customField1: "7" })).toMatchObject(
      failure(422, "PropertyFormatError", "customField1"),
    );
  });

  it("have schemas with their options", async () => {
    expect((await admin("GET", `/work_packages/schemas/${project}-1`)).body).toMatchObject({
      customField2: {
        name: "Department",
        location: "_links",
        _embedded: { allowedValues: [{ value: "Sales" }, { value: "Support" }] },
      },
    });
  });
});

describe("values", () => {
  it("that are durations come back in hours and days", async () => {
    expect((await create({ subject: "x", estimatedTime: "PT90M" })).body.estimatedTime).toBe("PT1H30M");
    expect((await create({ subject: "x", estimatedTime: "PT42H" })).body.estimatedTime).toBe("P1DT18H");
    expect(await create({ subject: "x", estimatedTime: 8 })).toMatchObject(
      failure(422, "PropertyFormatError", "estimatedTime"),
    );
  });

  it("of milestones are dates, of nothing else", async () => {
    const milestone = { subject: "x", _links: { type: href("types/2") } };
    expect((await create({ ...milestone, date: "2026-05-01" })).body.date).toBe("2026-05-01");
    expect(await create({ ...milestone, startDate: "2026-05-01" })).toMatchObject(
      failure(422, "PropertyIsReadOnly", "startDate"),
    );
    expect((await create({ subject: "x", date: "2026-05-01" })).status).toBe(422);
  });
});

describe("short lists", () => {
  it("have nothing but what was asked for", async () => {
    await create({ subject: "x" });
    const { body } = await admin("GET", "/work_packages?select=total,elements/id");
    expect(body).toEqual({ total: 1, _embedded: { elements: [{ id: expect.any(Number) }] } });
  });

  it("know few properties", async () => {
    expect(await admin("GET", "/work_packages?select=elements/lockVersion")).toMatchObject(
      failure(400, "InvalidSignal"),
    );
  });
});
