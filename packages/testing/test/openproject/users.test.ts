import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MockServers, startMockServers } from "../../src/index.js";
import { as, failure, filter, ids } from "./as.js";

let servers: MockServers<"openproject">;
let admin: ReturnType<typeof as>;
let anna: ReturnType<typeof as>;

beforeEach(async () => {
  servers = await startMockServers({ services: ["openproject"] });
  admin = as(servers.openproject, "admin");
  anna = as(servers.openproject, "anna");
});
afterEach(() => servers.close());

const dora = {
  login: "dora",
  email: "dora@example.com",
  firstName: "Dora",
  lastName: "D",
  password: "test-password",
};

describe("users", () => {
  it("are found by id, by login, and as me", async () => {
    for (const key of ["5", "anna", "ANNA"]) expect((await admin("GET", `/users/${key}`)).body.id).toBe(5);
    expect((await anna("GET", "/users/me")).body).toMatchObject({ id: 5, login: "anna", status: "active" });
    expect(await admin("GET", "/users/ghost")).toMatchObject(failure(404, "NotFound"));
  });

  it("keep login and address from others, and show actions to those who may take them", async () => {
    const seen = (await anna("GET", "/users/6")).body;
    expect(seen).toMatchObject({ name: "Ben Okafor" });
    expect(seen).not.toHaveProperty("email");
    expect(seen._links).not.toHaveProperty("lock");
    expect((await admin("GET", "/users/6")).body).toMatchObject({
      email: "ben@example.com",
      _links: { lock: { method: "post" } },
    });
  });

  it("are listed to administrators, with filters", async () => {
    expect(ids(await admin("GET", "/users"))).toEqual([4, 5, 6, 7]);
    expect(ids(await admin("GET", `/users?${filter("login", "=", "ben")}`))).toEqual([6]);
    expect(ids(await admin("GET", `/users?${filter("name", "~", "chloe@example")}`))).toEqual([7]);
    expect(ids(await admin("GET", `/users?${filter("status", "=", "locked")}`))).toEqual([]);
    expect(await anna("GET", "/users")).toMatchObject(failure(403, "MissingPermission"));
  });

  it("are created active with a password or invited with an address", async () => {
    expect(await admin("POST", "/users", { ...dora, status: "active" })).toMatchObject({
      status: 201,
      body: { login: "dora" },
    });
    const invited = await admin("POST", "/users", { email: "eve@example.com", status: "invited" });
    expect(invited).toMatchObject({ status: 201, body: { login: "eve@example.com", status: "invited" } });
    expect(await anna("POST", "/users", dora)).toMatchObject(failure(403, "MissingPermission"));
  });

  it.each([
    ["login", { ...dora, login: "ANNA" }],
    ["email", { ...dora, email: "Anna@example.com" }],
    ["email", { ...dora, email: "" }],
    ["password", { ...dora, password: "short" }],
    ["password", { ...dora, password: undefined }],
    ["firstName", { ...dora, firstName: "" }],
  ])("are refused for their %s: %j", async (attribute, body) => {
    expect(await admin("POST", "/users", body)).toMatchObject(
      failure(422, "PropertyConstraintViolation", attribute),
    );
  });

  it("are refused for several reasons at once in one wrapper", async () => {
    const answer = await admin("POST", "/users", { ...dora, login: "anna", firstName: "" });
    expect(answer).toMatchObject(failure(422, "MultipleErrors"));
    expect(answer.body._embedded).toMatchObject({ errors: [{ _type: "Error" }, { _type: "Error" }] });
  });

  it("are not created locked", async () => {
    const answer = await admin("POST", "/users", { ...dora, status: "locked" });
    expect(answer).toMatchObject(failure(400, "InvalidUserStatusTransition"));
  });

  it("are deleted with their memberships, later: 202", async () => {
    const { state } = servers.openproject.fake;
    state.memberships.set(90, {
      id: 90,
      projectId: null,
      principalId: 6,
      roleIds: [3],
      createdAt: "",
      updatedAt: "",
    });
    expect((await anna("DELETE", "/users/6")).status).toBe(403);
    expect((await admin("DELETE", "/users/6")).status).toBe(202);
    expect((await admin("GET", "/users/6")).status).toBe(404);
    expect(state.memberships.size).toBe(0);
  });
});

describe("principals", () => {
  beforeEach(() => {
    const { state } = servers.openproject.fake;
    state.groups.set(80, { id: 80, name: "Builders", members: new Set([5]), createdAt: "", updatedAt: "" });
    state.memberships.set(90, {
      id: 90,
      projectId: 1,
      principalId: 5,
      roleIds: [4],
      createdAt: "",
      updatedAt: "",
    });
  });

  it("are users and groups, for everybody", async () => {
    expect(ids(await anna("GET", "/principals"))).toEqual([4, 5, 6, 7, 80]);
  });

  it.each([
    [[80], filter("type", "=", "Group")],
    [[5], filter("member", "=", "1")],
    [[4, 6, 7, 80], filter("member", "!", "1")],
    [[80], filter("name", "~", "build")],
    [[6], filter("any_name_attribute", "~", "ben@example.com")],
    [[6], filter("anyNameAttribute", "~", "okafor ben")],
    [[], filter("status", "=", "3")],
  ])("are filtered: %j by %s", async (expected, query) => {
    expect(ids(await anna("GET", `/principals?${query}`))).toEqual(expected);
  });
});
