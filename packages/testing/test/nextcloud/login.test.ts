import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MockServers, startMockServers } from "../../src/index.js";
import { as } from "./as.js";

let servers: MockServers<"nextcloud">;

beforeEach(async () => {
  servers = await startMockServers({ services: ["nextcloud"] });
});
afterEach(() => servers.close());

const call = (path: string, headers: Record<string, string>, method = "GET") =>
  fetch(`${servers.nextcloud.url}${path}`, { method, headers });
const ocsHeaders = { "ocs-apirequest": "true", accept: "application/json" };

describe("credentials", () => {
  it("are the password, an app password, or the latter as a bearer token, on OCS and DAV", async () => {
    const { state } = servers.nextcloud.fake;
    const appPassword = state.addAppPassword("anna");
    expect(appPassword).toHaveLength(72);
    for (const authorization of [
      as(servers.nextcloud, "anna").authorization,
      as(servers.nextcloud, "anna", appPassword).authorization,
      as(servers.nextcloud, "anna@example.com", appPassword).authorization,
      `Bearer ${appPassword}`,
    ]) {
      const ocs = await call("/ocs/v2.php/cloud/user", { ...ocsHeaders, authorization });
      expect(await ocs.json()).toMatchObject({ ocs: { data: { id: "anna" } } });
      const dav = await call("/remote.php/dav/files/anna/", { authorization, depth: "0" }, "PROPFIND");
      expect(dav.status).toBe(207);
    }
  });

  it("are refused with 997, by OCS with a challenge if they are wrong and without one if they are missing", async () => {
    const missing = await call("/ocs/v2.php/cloud/user", ocsHeaders);
    expect(missing.status).toBe(401);
    expect(missing.headers.get("www-authenticate")).toBeNull();
    expect(await missing.json()).toEqual({
      ocs: {
        meta: { status: "failure", statuscode: 997, message: "Current user is not logged in" },
        data: [],
      },
    });
    const { authorization } = as(servers.nextcloud, "anna", "wrong");
    const wrong = await call("/ocs/v1.php/cloud/user", { ...ocsHeaders, authorization });
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get("www-authenticate")).toBe('Basic realm="Authorisation Required"');
  });

  it("are refused by DAV with XML, and to scripts with a challenge browsers do not know", async () => {
    const missing = await call("/remote.php/dav/files/anna/", {}, "PROPFIND");
    expect(missing.status).toBe(401);
    expect(missing.headers.get("www-authenticate")).toBe('Basic realm="Nextcloud", charset="UTF-8"');
    expect(await missing.text()).toContain(
      "<s:exception>Sabre\\DAV\\Exception\\NotAuthenticated</s:exception>",
    );
    const script = await call(
      "/remote.php/dav/files/anna/",
      { "x-requested-with": "XMLHttpRequest" },
      "PROPFIND",
    );
    expect(script.headers.get("www-authenticate")).toBe('DummyBasic realm="Nextcloud"');
  });

  it("of a disabled user are a 401 to OCS and a 503 to DAV", async () => {
    const anna = as(servers.nextcloud, "anna");
    await as(servers.nextcloud, "admin").ocs("PUT", "/cloud/users/anna/disable");
    expect(await anna.ocs("GET", "/cloud/user")).toMatchObject({ status: 401, code: 997 });
    const dav = await anna.dav("PROPFIND", "/");
    expect(dav.status).toBe(503);
    expect(await dav.text()).toContain("OC\\User\\DisabledUserException: Account disabled");
  });
});

describe("brute force protection", () => {
  it("bans the address after 11 bad logins, good credentials too, and says no time", async () => {
    const bad = as(servers.nextcloud, "ghost", "x");
    const good = as(servers.nextcloud, "anna");
    const statuses = [];
    for (let i = 0; i < 12; i++) statuses.push((await bad.ocs("GET", "/cloud/user")).status);
    expect(statuses).toEqual([...Array<number>(11).fill(401), 429]);
    expect(await good.ocs("GET", "/cloud/user")).toMatchObject({
      status: 429,
      message: "Reached maximum delay",
    });
    const v1 = await call("/ocs/v1.php/cloud/user", { ...ocsHeaders, authorization: good.authorization });
    expect(v1.status).toBe(200);
    expect(await v1.json()).toMatchObject({ ocs: { meta: { statuscode: 429 } } });
    const dav = await good.dav("PROPFIND", "/");
    expect(dav.status).toBe(429);
    expect(dav.headers.get("retry-after")).toBeNull();
    expect(await dav.text()).toContain('<o:hint xmlns:o="o:">too many requests</o:hint>');
    expect((await call("/status.php", {})).status).toBe(200);
  });

  it("is lifted by the state", async () => {
    const { state } = servers.nextcloud.fake;
    state.failedLogins = 11;
    const anna = as(servers.nextcloud, "anna");
    expect((await anna.ocs("GET", "/cloud/user")).status).toBe(429);
    state.failedLogins = 0;
    expect((await anna.ocs("GET", "/cloud/user")).status).toBe(200);
  });
});

describe("maintenance", () => {
  it("is a 503 with a header from OCS, one without from DAV, and a 200 from status.php", async () => {
    servers.nextcloud.fake.state.maintenance = true;
    const { authorization } = as(servers.nextcloud, "admin");
    const ocs = await call("/ocs/v1.php/cloud/user", { ...ocsHeaders, authorization });
    expect(ocs.status).toBe(503);
    expect(ocs.headers.get("x-nextcloud-maintenance-mode")).toBe("1");
    const dav = await call("/remote.php/dav/files/admin/", { authorization }, "PROPFIND");
    expect(dav.status).toBe(503);
    expect(dav.headers.get("x-nextcloud-maintenance-mode")).toBeNull();
    expect(await dav.text()).toContain("OCA\\DAV\\Exception\\ServerMaintenanceMode");
    expect(await (await call("/status.php", {})).json()).toMatchObject({ maintenance: true });
  });
});

describe("a session", () => {
  const cookiesOf = (answer: Response): string =>
    answer.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
  const sessionOf = async (authorization: string, cookie = ""): Promise<string> =>
    cookiesOf(await call("/ocs/v2.php/cloud/user", { ...ocsHeaders, authorization, cookie }));
  const isSignedIn = async (path: string, headers: Record<string, string>, method = "GET") =>
    (await call(path, headers, method)).ok;
  const home = "/remote.php/dav/files/anna/";

  it("spares the check of an app password, until that is revoked", async () => {
    const { state } = servers.nextcloud.fake;
    const password = state.addAppPassword("anna");
    const { authorization } = as(servers.nextcloud, "anna", password);
    const cookie = await sessionOf(authorization);
    expect(await isSignedIn(home, { authorization, cookie, depth: "0" }, "PROPFIND")).toBe(true);
    expect(state.sessions.checks).toEqual({ password: 0, appPassword: 1 });
    state.appPasswords.delete(password);
    expect(await isSignedIn(home, { authorization, cookie, depth: "0" }, "PROPFIND")).toBe(false);
  });

  it("of an account's own password lasts once the client has shown that it keeps cookies", async () => {
    const { checks } = servers.nextcloud.fake.state.sessions;
    const { authorization } = as(servers.nextcloud, "anna");
    const first = await sessionOf(authorization);
    const second = await sessionOf(authorization, first);
    expect(await sessionOf(authorization, second)).toBe("");
    expect(checks.password).toBe(2);
    // The old set still costs a sign-in each time.
    await sessionOf(authorization, first);
    await sessionOf(authorization, first);
    expect(checks.password).toBe(4);
  });

  it("is enough for OCS, and not for WebDAV", async () => {
    const password = servers.nextcloud.fake.state.addAppPassword("anna");
    const cookie = await sessionOf(as(servers.nextcloud, "anna", password).authorization);
    expect(await isSignedIn("/ocs/v2.php/cloud/user", { ...ocsHeaders, cookie })).toBe(true);
    expect(await isSignedIn(home, { cookie, depth: "0" }, "PROPFIND")).toBe(false);
  });

  it("that a token opened is refused by WebDAV", async () => {
    const authorization = `Bearer ${servers.nextcloud.fake.state.addAppPassword("anna")}`;
    const cookie = await sessionOf(authorization);
    expect(await isSignedIn(home, { authorization, cookie, depth: "0" }, "PROPFIND")).toBe(false);
  });
});
