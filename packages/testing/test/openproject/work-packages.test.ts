import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MockServers, startMockServers } from "../../src/index.js";
import { as, failure, filter, href, ids } from "./as.js";

let servers: MockServers<"openproject">;
let admin: ReturnType<typeof as>;
let anna: ReturnType<typeof as>;
let project: number;

beforeEach(async () => {
  servers = await startMockServers({ services: ["openproject"] });
  admin = as(servers.openproject, "admin");
  anna = as(servers.openproject, "anna");
  project = Number((await admin("POST", "/projects", { name: "Alpha" })).body.id);
  await admin("POST", "/memberships", {
    _links: { principal: href("users/5"), project: href(`projects/${project}`), roles: [href("roles/4")] },
  });
});
afterEach(() => servers.close());

const create = (body: object) => admin("POST", `/projects/${project}/work_packages`, body);

describe("creating", () => {
  it("fills in type, status, priority and author", async () => {
    expect(await anna("POST", `/projects/${project}/work_packages`, { subject: "Task" })).toMatchObject({
      status: 201,
      body: {
        _type: "WorkPackage",
        subject: "Task",
        lockVersion: 0,
        _links: {
          type: { href: "/api/v3/types/1", title: "Task" },
          status: { title: "New" },
          priority: { title: "Normal" },
          author: { href: "/api/v3/users/5" },
          assignee: { href: null },
          project: { href: `/api/v3/projects/${project}` },
          schema: { href: `/api/v3/work_packages/schemas/${project}-1` },
        },
      },
    });
  });

  it("takes a project by link", async () => {
    const body = {
      subject: "Bug",
      description: { raw: "broken" },
      dueDate: "2026-05-01",
      _links: { project: href(`projects/${project}`), type: href("types/3"), assignee: href("users/5") },
    };
    expect((await admin("POST", "/work_packages", body)).body).toMatchObject({
      description: { raw: "broken" },
      dueDate: "2026-05-01",
      _links: { type: { title: "Bug" }, assignee: { title: "Anna Berg" } },
    });
  });

  it.each([
    ["subject", {}],
    ["subject", { subject: "x".repeat(256) }],
    ["assignee", { subject: "x", _links: { assignee: href("users/6") } }],
    ["type", { subject: "x", _links: { type: href("types/99") } }],
    ["parent", { subject: "x", _links: { parent: href("work_packages/99") } }],
    ["dueDate", { subject: "x", startDate: "2026-05-02", dueDate: "2026-05-01" }],
  ])("refuses a wrong %s: %j", async (attribute, body) => {
    expect(await create(body)).toMatchObject(failure(422, "PropertyConstraintViolation", attribute));
  });

  it("needs a project and the permission", async () => {
    expect(await admin("POST", "/work_packages", { subject: "x" })).toMatchObject(
      failure(422, "PropertyConstraintViolation", "project"),
    );
    const reader = as(servers.openproject, "ben");
    expect((await reader("POST", `/projects/${project}/work_packages`, { subject: "x" })).status).toBe(404);
  });
});

describe("updating", () => {
  it("needs the current lock version: a stale or a missing one is a conflict", async () => {
    const { id } = (await create({ subject: "one" })).body;
    const path = `/work_packages/${id}`;
    expect((await admin("PATCH", path, { subject: "two", lockVersion: 0 })).body).toMatchObject({
      subject: "two",
      lockVersion: 1,
    });
    expect(await admin("PATCH", path, { subject: "three", lockVersion: 0 })).toMatchObject(
      failure(409, "UpdateConflict"),
    );
    expect(await admin("PATCH", path, { subject: "three" })).toMatchObject(failure(409, "UpdateConflict"));
    expect((await admin("GET", path)).body.subject).toBe("two");
  });

  it("clears with null where null is a value, and with a null href in a link", async () => {
    const { id } = (
      await create({ subject: "x", dueDate: "2026-05-01", _links: { assignee: href("users/5") } })
    ).body;
    const { body } = await admin("PATCH", `/work_packages/${id}`, {
      lockVersion: 0,
      dueDate: null,
      _links: { assignee: { href: null } },
    });
    expect(body).toMatchObject({ dueDate: null, _links: { assignee: { href: null } } });
  });
});

describe("listing", () => {
  let open: unknown;
  let closed: unknown;

  beforeEach(async () => {
    open = (await create({ subject: "Paint the fence" })).body.id;
    closed = (await create({ subject: "Buy paint", _links: { status: href("statuses/3") } })).body.id;
  });

  it("shows only open ones unless filters are given", async () => {
    expect(ids(await admin("GET", "/work_packages"))).toEqual([open]);
    expect(ids(await admin("GET", "/work_packages?filters=[]"))).toEqual([open, closed]);
    expect(ids(await admin("GET", `/projects/${project}/work_packages?filters=[]`))).toEqual([open, closed]);
  });

  it("filters by status and text", async () => {
    expect(ids(await admin("GET", `/work_packages?${filter("status", "c")}`))).toEqual([closed]);
    expect(ids(await admin("GET", `/work_packages?${filter("subject", "~", "paint")}`))).toEqual([
      open,
      closed,
    ]);
    expect(ids(await admin("GET", `/work_packages?${filter("search", "**", "fence paint")}`))).toEqual([
      open,
    ]);
    expect(ids(await admin("GET", `/work_packages?${filter("assignee", "*")}`))).toEqual([]);
  });

  it("shows those of visible projects", async () => {
    expect(ids(await anna("GET", "/work_packages"))).toEqual([open]);
    expect(ids(await as(servers.openproject, "ben")("GET", "/work_packages"))).toEqual([]);
    expect((await as(servers.openproject, "ben")("GET", `/work_packages/${open}`)).status).toBe(404);
  });
});

describe("deleting", () => {
  it("takes the children along and is not for members", async () => {
    const { id } = (await create({ subject: "parent" })).body;
    await create({ subject: "child", _links: { parent: href(`work_packages/${id}`) } });
    expect((await admin("GET", `/work_packages/${id}`)).body._links).toMatchObject({
      children: [{ title: "child" }],
    });
    expect((await anna("DELETE", `/work_packages/${id}`)).status).toBe(403);
    expect((await admin("DELETE", `/work_packages/${id}`)).status).toBe(204);
    expect(servers.openproject.fake.state.workPackages.size).toBe(0);
  });
});
