import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MockServers, startMockServers } from "../../../src/index.js";
import { as } from "../as.js";

let servers: MockServers<"nextcloud">;
let admin: ReturnType<typeof as>;

beforeEach(async () => {
  servers = await startMockServers({ services: ["nextcloud"] });
  admin = as(servers.nextcloud, "admin");
});
afterEach(() => servers.close());

describe("groups", () => {
  it("are created, listed with details, and deleted", async () => {
    expect(
      (await admin.ocs("POST", "/cloud/groups", { groupid: "team", displayname: "The Team" })).code,
    ).toBe(200);
    expect((await admin.ocs("GET", "/cloud/groups")).data).toEqual({ groups: ["admin", "staff", "team"] });
    expect((await admin.ocs("GET", "/cloud/groups/details?search=team")).data).toEqual({
      groups: [
        { id: "team", displayname: "The Team", usercount: 0, disabled: 0, canAdd: true, canRemove: true },
      ],
    });
    expect((await admin.ocs("DELETE", "/cloud/groups/team")).code).toBe(200);
    expect(await admin.ocs("DELETE", "/cloud/groups/team")).toMatchObject({ status: 400, code: 101 });
  });

  it("are refused when taken, empty, or not the user's to make", async () => {
    expect(await admin.ocs("POST", "/cloud/groups", { groupid: "staff" })).toMatchObject({
      code: 102,
      message: "group exists",
    });
    expect(await admin.ocs("POST", "/cloud/groups", { groupid: "" })).toMatchObject({ code: 101 });
    expect(await admin.ocs("DELETE", "/cloud/groups/admin")).toMatchObject({ code: 102 });
    const anna = as(servers.nextcloud, "anna");
    expect(await anna.ocs("POST", "/cloud/groups", { groupid: "hack" })).toMatchObject({ status: 403 });
  });

  it("are stored under the hash of an id of more than 64 characters, and not found by it", async () => {
    const groupid = "x".repeat(65);
    await admin.ocs("POST", "/cloud/groups", { groupid });
    const hash = createHash("sha256").update(groupid).digest("hex");
    expect((await admin.ocs("GET", `/cloud/groups?search=${hash}`)).data).toEqual({ groups: [hash] });
    expect(await admin.ocs("GET", `/cloud/groups/${groupid}/users`)).toMatchObject({ status: 404 });
    expect(await admin.ocs("POST", "/cloud/groups", { groupid })).toMatchObject({ code: 101 });
  });

  it("may have a slash, encoded once or twice", async () => {
    await admin.ocs("POST", "/cloud/groups", { groupid: "a/b" });
    expect((await admin.ocs("GET", "/cloud/groups/a%2Fb/users")).data).toEqual({ users: [] });
    expect((await admin.ocs("GET", "/cloud/groups/a%252Fb/users")).data).toEqual({ users: [] });
  });
});

describe("members", () => {
  it("are listed by group and by user", async () => {
    expect((await admin.ocs("GET", "/cloud/groups/staff/users")).data).toEqual({ users: ["anna", "ben"] });
    expect((await admin.ocs("GET", "/cloud/groups/staff")).data).toEqual({ users: ["anna", "ben"] });
    expect((await admin.ocs("GET", "/cloud/groups/staff/users/details")).data).toMatchObject({
      users: { anna: { id: "anna" } },
    });
    expect((await admin.ocs("GET", "/cloud/users/anna/groups")).data).toEqual({ groups: ["staff"] });
    expect(await admin.ocs("GET", "/cloud/groups/ghost/users")).toMatchObject({ status: 404 });
  });

  it("are added as often as one likes, and removed", async () => {
    for (let i = 0; i < 2; i++) {
      expect((await admin.ocs("POST", "/cloud/users/chloe/groups", { groupid: "staff" })).code).toBe(200);
    }
    expect(servers.nextcloud.fake.state.groups.get("staff")?.members.has("chloe")).toBe(true);
    expect((await admin.ocs("DELETE", "/cloud/users/chloe/groups?groupid=staff")).code).toBe(200);
    expect(servers.nextcloud.fake.state.groups.get("staff")?.members.has("chloe")).toBe(false);
  });

  it.each([
    ["anna", { groupid: "ghost" }, 102],
    ["ghost", { groupid: "staff" }, 103],
    ["anna", {}, 101],
  ])("cannot be added: %s to %j is %i", async (user, body, code) => {
    expect(await admin.ocs("POST", `/cloud/users/${user}/groups`, body)).toMatchObject({ status: 400, code });
  });

  it("cannot take themselves out of the administrators", async () => {
    expect(await admin.ocs("DELETE", "/cloud/users/admin/groups?groupid=admin")).toMatchObject({ code: 105 });
  });
});
