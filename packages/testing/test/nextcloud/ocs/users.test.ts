import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MockServers, startMockServers } from "../../../src/index.js";
import { as } from "../as.js";

let servers: MockServers<"nextcloud">;
let admin: ReturnType<typeof as>;
let anna: ReturnType<typeof as>;

beforeEach(async () => {
  servers = await startMockServers({ services: ["nextcloud"] });
  admin = as(servers.nextcloud, "admin");
  anna = as(servers.nextcloud, "anna");
});
afterEach(() => servers.close());

const password = "test-password-new";

describe("GET cloud/user", () => {
  it("shows users themselves, with their scopes, and administrators their storage", async () => {
    const own = (await anna.ocs("GET", "/cloud/user")).data;
    expect(own).toMatchObject({
      id: "anna",
      displayname: "Anna Berg",
      "display-name": "Anna Berg",
      email: "anna@example.com",
      emailScope: "v2-federated",
      groups: ["staff"],
      quota: { quota: -3, free: -3, used: 0 },
      subadmin: [],
    });
    expect(own).not.toHaveProperty("storageLocation");
    expect((await admin.ocs("GET", "/cloud/user")).data).toHaveProperty("storageLocation");
  });

  it("counts what the user stored against the quota", async () => {
    await admin.ocs("POST", "/cloud/users", { userid: "dora", password, quota: "1 KB" });
    const dora = as(servers.nextcloud, "dora", password);
    await dora.dav("PUT", "/a.txt", {}, "x".repeat(256));
    const { data } = await dora.ocs("GET", "/cloud/user");
    expect(data).toMatchObject({ quota: { quota: 1024, used: 256, free: 768, total: 1024, relative: 25 } });
  });
});

describe("lists", () => {
  it("search ids, names and addresses, and cut pages", async () => {
    expect((await admin.ocs("GET", "/cloud/users")).data).toEqual({
      users: ["admin", "anna", "ben", "chloe"],
    });
    expect((await admin.ocs("GET", "/cloud/users?search=okafor")).data).toEqual({ users: ["ben"] });
    expect((await admin.ocs("GET", "/cloud/users?search=chloe%40ex")).data).toEqual({ users: ["chloe"] });
    expect((await admin.ocs("GET", "/cloud/users?limit=2&offset=1")).data).toEqual({
      users: ["anna", "ben"],
    });
  });

  it("are empty with a limit of 0", async () => {
    expect((await admin.ocs("GET", "/cloud/users?limit=0")).data).toEqual({ users: [] });
  });

  it("show details by id", async () => {
    const { data } = await admin.ocs("GET", "/cloud/users/details?search=ben");
    expect(data).toMatchObject({ users: { ben: { id: "ben", email: "ben@example.com" } } });
  });
});

describe("POST cloud/users", () => {
  it("creates a user with groups, quota and e-mail", async () => {
    const body = {
      userid: "dora",
      password,
      displayName: "Dora D",
      email: "d@example.com",
      quota: "5 GB",
      groups: ["staff"],
    };
    expect(await admin.ocs("POST", "/cloud/users", JSON.stringify(body))).toMatchObject({
      code: 200,
      data: { id: "dora" },
    });
    expect((await admin.ocs("GET", "/cloud/users/DORA")).data).toMatchObject({
      id: "dora",
      displayname: "Dora D",
      quota: { quota: 5 * 1024 ** 3 },
      groups: ["staff"],
    });
    expect((await as(servers.nextcloud, "dora", password).ocs("GET", "/cloud/user")).status).toBe(200);
  });

  it("needs no password where there is an address to send a link to", async () => {
    expect((await admin.ocs("POST", "/cloud/users", { userid: "dora", email: "d@example.com" })).code).toBe(
      200,
    );
  });

  it.each([
    [102, { userid: "ANNA", password }],
    [107, { userid: "dora", password: "short" }],
    [108, { userid: "dora", password: "" }],
    [104, { userid: "dora", password, "groups[]": "nogroup" }],
    [101, { userid: "bad/user%", password }],
    [101, { userid: " dora", password }],
    [996, { password }],
  ])("refuses with %i what is wrong with %j", async (code, body) => {
    expect(await admin.ocs("POST", "/cloud/users", body)).toMatchObject({
      code,
      status: code === 996 ? 500 : 400,
    });
    expect(servers.nextcloud.fake.state.users.has("dora")).toBe(false);
  });

  it("refuses an impossible quota with 101 and has created the user all the same", async () => {
    const answer = await admin.ocs("POST", "/cloud/users", { userid: "dora", password, quota: "bogus" });
    expect(answer).toMatchObject({ status: 400, code: 101, message: "Invalid quota value: bogus" });
    expect((await admin.ocs("GET", "/cloud/users/dora")).code).toBe(200);
  });

  it("is for administrators", async () => {
    const answer = await anna.ocs("POST", "/cloud/users", { userid: "dora", password });
    expect(answer).toMatchObject({ status: 403, message: "Logged in account must be at least a sub admin" });
  });
});

describe("one user", () => {
  it("is invisible to others: 998 with an empty message, but 404 if there is none", async () => {
    expect(await anna.ocs("GET", "/cloud/users/ben")).toMatchObject({ status: 404, code: 998, message: "" });
    expect(await anna.ocs("GET", "/cloud/users/ghost")).toMatchObject({ status: 404, code: 404 });
    expect((await anna.ocs("GET", "/cloud/users/anna")).code).toBe(200);
  });

  it("is deleted with everything that hangs on it", async () => {
    const { state } = servers.nextcloud.fake;
    state.addAppPassword("anna", "test-app-password");
    expect((await admin.ocs("DELETE", "/cloud/users/anna")).code).toBe(200);
    expect(state.users.has("anna")).toBe(false);
    expect(state.groups.get("staff")?.members.has("anna")).toBe(false);
    expect(state.appPasswords.size).toBe(0);
  });

  it("cannot be deleted if it is not there, oneself, or for others than administrators", async () => {
    expect(await admin.ocs("DELETE", "/cloud/users/ghost")).toMatchObject({ status: 404, code: 998 });
    expect(await admin.ocs("DELETE", "/cloud/users/admin")).toMatchObject({ status: 400, code: 101 });
    expect(await anna.ocs("DELETE", "/cloud/users/ben")).toMatchObject({ status: 403 });
  });

  it("is disabled and enabled by others only", async () => {
    expect((await admin.ocs("PUT", "/cloud/users/anna/disable")).code).toBe(200);
    expect((await anna.ocs("GET", "/cloud/user")).status).toBe(401);
    expect((await admin.ocs("PUT", "/cloud/users/anna/enable")).code).toBe(200);
    expect((await anna.ocs("GET", "/cloud/user")).status).toBe(200);
    expect(await admin.ocs("PUT", "/cloud/users/admin/disable")).toMatchObject({ status: 400, code: 101 });
  });
});
