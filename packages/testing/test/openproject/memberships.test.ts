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
});
afterEach(() => servers.close());

const links = (principal: string, ...roles: number[]) => ({
  _links: {
    principal: href(principal),
    project: href(`projects/${project}`),
    roles: roles.map((id) => href(`roles/${id}`)),
  },
});
const add = (principal: string, ...roles: number[]) =>
  admin("POST", "/memberships", links(principal, ...roles));

describe("creating", () => {
  it("makes a principal a member with roles, and shows all three", async () => {
    expect(await add("users/5", 4, 5)).toMatchObject({
      status: 201,
      body: {
        _type: "Membership",
        _embedded: {
          project: { name: "Alpha" },
          principal: { login: "anna" },
          roles: [{ id: 4 }, { id: 5 }],
        },
        _links: {
          self: { title: "Anna Berg" },
          project: { href: `/api/v3/projects/${project}`, title: "Alpha" },
          principal: { href: "/api/v3/users/5", title: "Anna Berg" },
          roles: [{ href: "/api/v3/roles/4", title: "Member" }, { title: "Reader" }],
        },
      },
    });
  });

  it("works for groups", async () => {
    servers.openproject.fake.state.groups.set(80, {
      id: 80,
      name: "G",
      members: new Set(),
      createdAt: "",
      updatedAt: "",
    });
    expect((await add("groups/80", 4)).body._links).toMatchObject({
      principal: { href: "/api/v3/groups/80" },
    });
  });

  it("without a project is for the whole instance, and for administrators", async () => {
    const { principal, roles } = links("users/5", 3)._links;
    expect((await anna("POST", "/memberships", { _links: { principal, roles } })).status).toBe(403);
    const { body } = await admin("POST", "/memberships", { _links: { principal, roles } });
    expect(body._links).toMatchObject({ project: { href: null } });
  });

  it("refuses a second membership of the same principal", async () => {
    await add("users/5", 4);
    const again = await add("users/5", 5);
    expect(again).toMatchObject(failure(422, "PropertyConstraintViolation", "user"));
    expect(again.body.message).toBe("User has already been taken.");
  });

  it.each([
    ["roles", "users/5", []],
    ["roles", "users/5", [99]],
    ["roles", "users/5", [1]],
    ["principal", "users/999", [4]],
  ])("refuses wrong %s: %s with %j", async (attribute, principal, roles: number[]) => {
    expect(await add(principal, ...roles)).toMatchObject(
      failure(422, "PropertyConstraintViolation", attribute),
    );
    expect(servers.openproject.fake.state.memberships.size).toBe(0);
  });

  it("refuses links that lead elsewhere and projects that are not there", async () => {
    expect(await add("projects/1", 4)).toMatchObject(failure(422, "ResourceTypeMismatch", "principal"));
    project = 999;
    expect(await add("users/5", 4)).toMatchObject(failure(422, "PropertyConstraintViolation", "project"));
  });

  it("is for those who manage members", async () => {
    await add("users/5", 4);
    expect(await anna("POST", "/memberships", links("users/6", 4))).toMatchObject(
      failure(403, "MissingPermission"),
    );
    await admin("PATCH", `/memberships/${[...servers.openproject.fake.state.memberships.keys()][0]}`, {
      _links: { roles: [href("roles/3")] },
    });
    expect((await anna("POST", "/memberships", links("users/6", 4))).status).toBe(201);
  });
});

describe("listing", () => {
  let annas: unknown;
  let bens: unknown;

  beforeEach(async () => {
    annas = (await add("users/5", 4)).body.id;
    bens = (await add("users/6", 3, 5)).body.id;
  });

  it("filters by project, principal, role and name, and embeds nothing", async () => {
    const list = async (query: string) => ids(await admin("GET", `/memberships?${query}`));
    expect(await list(filter("project", "=", String(project)))).toEqual([annas, bens]);
    expect(await list(filter("project", "=", "999"))).toEqual([]);
    expect(await list(filter("principal", "=", "6"))).toEqual([bens]);
    expect(await list(filter("role", "=", "5"))).toEqual([bens]);
    expect(await list(filter("any_name_attribute", "~", "anna@example.com"))).toEqual([annas]);
    expect(await list(`sortBy=${encodeURIComponent('[["name","desc"]]')}`)).toEqual([bens, annas]);
    const { body } = await admin("GET", "/memberships");
    expect(body).not.toHaveProperty("_embedded.elements.0._embedded");
  });

  it("shows those of visible projects", async () => {
    expect(ids(await anna("GET", "/memberships"))).toEqual([annas, bens]);
    expect(ids(await as(servers.openproject, "chloe")("GET", "/memberships"))).toEqual([]);
    expect((await as(servers.openproject, "chloe")("GET", `/memberships/${annas}`)).status).toBe(404);
    expect((await anna("GET", `/memberships/${bens}`)).body._links).not.toHaveProperty("updateImmediately");
  });

  it("refuses unknown filters", async () => {
    expect(await admin("GET", `/memberships?${filter("colour", "=", "red")}`)).toMatchObject(
      failure(400, "InvalidQuery"),
    );
  });
});

describe("changing", () => {
  it("replaces the roles", async () => {
    const { id } = (await add("users/5", 4)).body;
    const { body } = await admin("PATCH", `/memberships/${id}`, { _links: { roles: [href("roles/3")] } });
    expect(body._links).toMatchObject({ roles: [{ href: "/api/v3/roles/3" }] });
    const none = await admin("PATCH", `/memberships/${id}`, { _links: { roles: [] } });
    expect(none).toMatchObject(failure(422, "PropertyConstraintViolation", "roles"));
  });

  it("does not move a membership", async () => {
    const { id } = (await add("users/5", 4)).body;
    const answer = await admin("PATCH", `/memberships/${id}`, { _links: { principal: href("users/6") } });
    expect(answer).toMatchObject(failure(422, "PropertyIsReadOnly", "principal"));
  });

  it("is not for members, and neither is deleting", async () => {
    const { id } = (await add("users/5", 4)).body;
    expect((await anna("PATCH", `/memberships/${id}`, {})).status).toBe(403);
    expect((await anna("DELETE", `/memberships/${id}`)).status).toBe(403);
    expect((await admin("DELETE", `/memberships/${id}`)).status).toBe(204);
    expect((await admin("DELETE", `/memberships/${id}`)).status).toBe(404);
  });
});
