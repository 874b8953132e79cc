import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MockServers, startMockServers } from "../../src/index.js";
import { as, failure, filter, href, ids } from "./as.js";

let servers: MockServers<"openproject">;
let admin: ReturnType<typeof as>;
let anna: ReturnType<typeof as>;

beforeEach(async () => {
  servers = await startMockServers({ services: ["openproject"], openproject: { path: "/op" } });
  admin = as(servers.openproject, "admin");
  anna = as(servers.openproject, "anna");
});
afterEach(() => servers.close());

const create = async (body: object) => Number((await admin("POST", "/projects", body)).body.id);
const addMember = (projectId: number, principalId: number, roleId: number) => {
  const { state } = servers.openproject.fake;
  const id = state.nextId();
  state.memberships.set(id, { id, projectId, principalId, roleIds: [roleId], createdAt: "", updatedAt: "" });
};

describe("creating", () => {
  it("needs a name only, and makes an identifier of it that is not taken", async () => {
    expect(await admin("POST", "/projects", { name: "Alpha Ünit" })).toMatchObject({
      status: 201,
      body: { _type: "Project", identifier: "alpha-unit", name: "Alpha Ünit", active: true, public: false },
    });
    expect((await admin("POST", "/projects", { name: "Alpha Ünit" })).body.identifier).toBe("alpha-unit-1");
  });

  it("takes texts, a status and a parent, and links with the folder the server is installed in", async () => {
    const parent = await create({ name: "Parent" });
    const { body } = await admin("POST", "/projects", {
      name: "Child",
      identifier: "the_child-1",
      public: true,
      description: { raw: "**Bold** & plain" },
      statusExplanation: { raw: "fine" },
      _links: {
        status: href("project_statuses/on_track"),
        parent: { href: `/op/api/v3/projects/${parent}` },
      },
    });
    expect(body).toMatchObject({
      identifier: "the_child-1",
      public: true,
      description: { format: "markdown", raw: "**Bold** & plain", html: expect.stringContaining("&amp;") },
      statusExplanation: { raw: "fine" },
      _links: {
        self: { href: `/op/api/v3/projects/${body.id}`, title: "Child" },
        status: { href: "/op/api/v3/project_statuses/on_track", title: "On track" },
        parent: { href: `/op/api/v3/projects/${parent}`, title: "Parent" },
        ancestors: [{ title: "Parent" }],
      },
    });
  });

  it.each([
    ["identifier", { name: "A", identifier: "Upper" }],
    ["identifier", { name: "A", identifier: "with space" }],
    ["identifier", { name: "A", identifier: "123" }],
    ["identifier", { name: "A", identifier: "new" }],
    ["identifier", { name: "A", identifier: "a".repeat(101) }],
    ["identifier", { name: "A", identifier: "taken" }],
    ["name", {}],
    ["name", { name: "a".repeat(256), identifier: "a" }],
    ["status", { name: "A", _links: { status: href("project_statuses/great") } }],
    ["parent", { name: "A", _links: { parent: href("projects/999") } }],
  ])("is refused for the %s: %j", async (attribute, body) => {
    await create({ name: "Taken", identifier: "taken" });
    expect(await admin("POST", "/projects", body)).toMatchObject(
      failure(422, "PropertyConstraintViolation", attribute),
    );
    expect(servers.openproject.fake.state.projects.size).toBe(1);
  });

  it("says that an identifier is taken", async () => {
    await create({ name: "Taken" });
    const answer = await admin("POST", "/projects", { name: "Other", identifier: "taken" });
    expect(answer.body.message).toBe("Identifier has already been taken.");
  });

  it("refuses what has the wrong type, and links that lead elsewhere", async () => {
    expect(await admin("POST", "/projects", { name: 7 })).toMatchObject(
      failure(422, "PropertyFormatError", "name"),
    );
    for (const wrong of ["/api/v3/users/4", "/api/v3/projects/1/", "/api/v3/projects/1?x=1", "/projects/1"]) {
      const answer = await admin("POST", "/projects", { name: "A", _links: { parent: { href: wrong } } });
      expect(answer).toMatchObject(failure(422, "ResourceTypeMismatch", "parent"));
    }
  });

  it("is for administrators", async () => {
    expect(await anna("POST", "/projects", { name: "A" })).toMatchObject(failure(403, "MissingPermission"));
  });
});

describe("reading", () => {
  it("goes by id or identifier", async () => {
    const id = await create({ name: "Alpha" });
    expect((await admin("GET", `/projects/${id}`)).body.name).toBe("Alpha");
    expect((await admin("GET", "/projects/alpha")).body.id).toBe(id);
    expect(await admin("GET", "/projects/beta")).toMatchObject(failure(404, "NotFound"));
  });

  it("hides projects one is no member of, and archived ones", async () => {
    const [own, open, hidden] = [
      await create({ name: "Own" }),
      await create({ name: "Open", public: true }),
      await create({ name: "Hidden" }),
    ];
    addMember(own, 5, 5);
    expect(ids(await anna("GET", "/projects"))).toEqual([own, open]);
    expect(await anna("GET", `/projects/${hidden}`)).toMatchObject(failure(404, "NotFound"));
    await admin("PATCH", `/projects/${own}`, { active: false });
    expect((await anna("GET", `/projects/${own}`)).status).toBe(404);
    expect((await admin("GET", `/projects/${own}`)).body.active).toBe(false);
  });

  it("shows a group's projects to its members", async () => {
    const id = await create({ name: "Group work" });
    servers.openproject.fake.state.groups.set(80, {
      id: 80,
      name: "G",
      members: new Set([5]),
      createdAt: "",
      updatedAt: "",
    });
    addMember(id, 80, 5);
    expect((await anna("GET", `/projects/${id}`)).status).toBe(200);
  });

  it("shows actions to those who may take them", async () => {
    const id = await create({ name: "Alpha" });
    addMember(id, 5, 5);
    addMember(id, 6, 3);
    const links = async (caller: typeof admin) =>
      Object.keys(Object((await caller("GET", `/projects/${id}`)).body._links));
    expect(await links(anna)).not.toContain("updateImmediately");
    expect(await links(as(servers.openproject, "ben"))).toContain("updateImmediately");
    expect(await links(as(servers.openproject, "ben"))).not.toContain("delete");
    expect(await links(admin)).toContain("delete");
  });
});

describe("filters", () => {
  it.each([
    [["alpha"], filter("name_and_identifier", "~", "ALP")],
    [["alpha"], filter("nameAndIdentifier", "=", "alpha")],
    [["beta"], filter("parent_id", "*")],
    [["beta"], filter("ancestor", "=", "21")],
    [["alpha"], filter("principal", "=", "5")],
    [["gamma"], filter("active", "=", "f")],
    [["alpha", "beta", "gamma"], "filters=[]"],
  ])("find %j by %s", async (expected, query) => {
    const alpha = await create({ name: "alpha" });
    await create({ name: "beta", _links: { parent: href(`projects/${alpha}`) } });
    await admin("PATCH", `/projects/${await create({ name: "gamma" })}`, { active: false });
    addMember(alpha, 5, 4);
    const found = ids(await admin("GET", `/projects?${query}`));
    const names = Array.isArray(found)
      ? found.map((id) => servers.openproject.fake.state.projects.get(id)?.name)
      : found;
    expect(names).toEqual(expected);
  });

  it("that are unknown are refused", async () => {
    expect(await admin("GET", `/projects?${filter("colour", "=", "red")}`)).toMatchObject(
      failure(400, "InvalidQuery"),
    );
  });
});

describe("updating", () => {
  it("changes what is sent and clears what is null in a link", async () => {
    const id = await create({ name: "Alpha", _links: { status: href("project_statuses/at_risk") } });
    const { body } = await admin("PATCH", `/projects/${id}`, {
      name: "Beta",
      _links: { status: { href: null } },
    });
    expect(body).toMatchObject({ name: "Beta", identifier: "alpha", _links: { status: { href: null } } });
  });

  it("refuses circles, taken identifiers and those who may not", async () => {
    const alpha = await create({ name: "Alpha" });
    const beta = await create({ name: "Beta", _links: { parent: href(`projects/${alpha}`) } });
    const circle = await admin("PATCH", `/projects/${alpha}`, {
      _links: { parent: href(`projects/${beta}`) },
    });
    expect(circle).toMatchObject(failure(422, "PropertyConstraintViolation", "parent"));
    expect((await admin("PATCH", `/projects/${beta}`, { identifier: "alpha" })).status).toBe(422);
    addMember(alpha, 5, 4);
    expect(await anna("PATCH", `/projects/${alpha}`, { name: "Mine" })).toMatchObject(
      failure(403, "MissingPermission"),
    );
  });
});

describe("deleting", () => {
  it("is for administrators and takes everything along", async () => {
    const id = await create({ name: "Alpha" });
    addMember(id, 5, 3);
    await create({ name: "Child", _links: { parent: href(`projects/${id}`) } });
    await admin("POST", `/projects/${id}/work_packages`, { subject: "Task" });
    expect((await anna("DELETE", `/projects/${id}`)).status).toBe(403);
    expect((await admin("DELETE", `/projects/${id}`)).status).toBe(204);
    const { projects, memberships, workPackages } = servers.openproject.fake.state;
    expect([projects.size, memberships.size, workPackages.size]).toEqual([0, 0, 0]);
    expect((await admin("DELETE", `/projects/${id}`)).status).toBe(404);
  });
});

describe("forms", () => {
  it("are 200 with what is wrong, and no link to commit", async () => {
    const { status, body } = await admin("POST", "/projects/form", { identifier: "Bad One" });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      _type: "Form",
      _embedded: { validationErrors: { name: { _type: "Error" }, identifier: { _type: "Error" } } },
      _links: { validate: { href: "/op/api/v3/projects/form", method: "post" } },
    });
    expect(body).not.toHaveProperty("_links.commit");
  });

  it("are 200 with a payload to commit", async () => {
    const create = await admin("POST", "/projects/form", { name: "Alpha" });
    expect(create.body).toMatchObject({
      _embedded: { payload: { name: "Alpha", identifier: "alpha" }, validationErrors: {} },
      _links: { commit: { href: "/op/api/v3/projects", method: "post" } },
    });
    const created = await admin("POST", "/projects", Object(create.body._embedded).payload);
    const update = await admin("POST", `/projects/${created.body.id}/form`, { name: "Beta" });
    expect(update.body._links).toMatchObject({ commit: { method: "patch" } });
    expect((await admin("GET", "/projects/alpha")).body.name).toBe("Alpha");
  });
});

describe("available", () => {
  it("projects are those one may manage, and assignees the members", async () => {
    const [managed, read] = [await create({ name: "Managed" }), await create({ name: "Read" })];
    addMember(managed, 5, 3);
    addMember(read, 5, 5);
    addMember(read, 6, 4);
    expect(ids(await anna("GET", "/memberships/available_projects"))).toEqual([managed]);
    expect(ids(await anna("GET", "/projects/available_parent_projects"))).toEqual([managed]);
    expect(ids(await anna("GET", `/projects/${read}/available_assignees`))).toEqual([5, 6]);
    expect(ids(await anna("GET", `/projects/${read}/types`))).toEqual([1, 2, 3]);
  });
});
