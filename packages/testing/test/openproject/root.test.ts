import { afterAll, describe, expect, it } from "vitest";
import { startMockServers } from "../../src/index.js";
import { as, failure, ids } from "./as.js";

const servers = await startMockServers({ services: ["openproject"] });
afterAll(() => servers.close());
const admin = as(servers.openproject, "admin");
const anna = as(servers.openproject, "anna");

describe("the root", () => {
  it("tells its version to administrators only, and everybody who they are", async () => {
    expect((await admin("GET", "")).body).toMatchObject({ _type: "Root", coreVersion: "17.0.1" });
    const { body } = await anna("GET", "/");
    expect(body).not.toHaveProperty("coreVersion");
    expect(body._links).toMatchObject({ user: { href: "/api/v3/users/5", title: "Anna Berg" } });
  });
});

describe("roles", () => {
  it("are listed without pages, and filtered", async () => {
    const all = await anna("GET", "/roles");
    expect(ids(all)).toEqual([1, 2, 3, 4, 5]);
    expect(all.body).not.toHaveProperty("pageSize");
    const filters = encodeURIComponent('[{"grantable":{"operator":"=","values":["t"]}}]');
    expect(ids(await anna("GET", `/roles?filters=${filters}`))).toEqual([3, 4, 5]);
  });

  it("are read one by one", async () => {
    expect((await anna("GET", "/roles/4")).body).toMatchObject({
      _type: "Role",
      name: "Member",
      _links: { self: { href: "/api/v3/roles/4" } },
    });
    expect(await anna("GET", "/roles/99")).toMatchObject(failure(404, "NotFound"));
  });
});

describe("types, statuses and priorities", () => {
  it.each([
    ["/types", { _type: "Type", name: "Task", isDefault: true, isMilestone: false }],
    ["/statuses", { _type: "Status", name: "New", isClosed: false, isDefault: true }],
    ["/priorities", { _type: "Priority", name: "Low", isDefault: false }],
  ])("%s are read", async (path, first) => {
    expect((await anna("GET", path)).body).toMatchObject({
      _embedded: { elements: expect.arrayContaining([expect.objectContaining(first)]) },
    });
    expect((await anna("GET", `${path}/1`)).body).toMatchObject(first);
    expect((await anna("GET", `${path}/99`)).status).toBe(404);
  });
});
