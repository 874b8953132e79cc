import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MockServers, startMockServers } from "../../../src/index.js";
import { as } from "../as.js";

let servers: MockServers<"nextcloud">;
let anna: ReturnType<typeof as>;

beforeEach(async () => {
  servers = await startMockServers({ services: ["nextcloud"] });
  anna = as(servers.nextcloud, "anna");
});
afterEach(() => servers.close());

const admin = () => as(servers.nextcloud, "admin");

type Call = readonly [method: string, path: string, body?: Record<string, string> | string];

describe("what the real server refuses", () => {
  const WEBHOOKS = "/apps/webhook_listeners/api/v1/webhooks";
  const STATUS = "/apps/user_status/api/v1/user_status";
  const EVENT = "OCP\\Files\\Events\\Node\\NodeCreatedEvent";
  it.each<readonly [status: number, code: number, call: Call]>([
    [400, 113, ["PUT", "/cloud/users/anna", { key: "birthdate", value: "x" }]],
    [400, 101, ["PUT", "/cloud/users/anna", { key: "phone", value: "12" }]],
    [500, 996, ["PUT", "/cloud/users/anna", { key: "quota", value: "-3" }]],
    [404, 998, ["PUT", "/cloud/users/nobody", { key: "role", value: "x" }]],
    [500, 999, ["PUT", "/cloud/groups/staff", { key: "other", value: "x" }]],
    [400, 101, ["POST", "/cloud/users/nobody/subadmins", { groupid: "staff" }]],
    [400, 103, ["POST", "/cloud/users/anna/subadmins", { groupid: "admin" }]],
    [400, 102, ["DELETE", "/cloud/users/anna/subadmins?groupid=staff"]],
    [400, 400, ["POST", WEBHOOKS, { httpMethod: "POST", uri: "http://x", event: "No\\Such" }]],
    [500, 996, ["POST", WEBHOOKS, { httpMethod: "POST", event: EVENT }]],
    [400, 400, ["PUT", "/apps/user_status/api/v1/user_status/status", { statusType: "zzz" }]],
    [404, 404, ["GET", "/apps/user_status/api/v1/user_status"]],
    [500, 996, ["GET", "/search/providers/nope/search?term=x"]],
    [400, 400, ["GET", "/search/providers/files/search?term="]],
    [400, 400, ["GET", "/apps/files_sharing/api/v1/sharees"]],
    [403, 403, ["DELETE", "/core/apppassword"]],
    [404, 404, ["GET", "/apps/notifications/api/v2/notifications/1"]],
    [403, 403, ["GET", "/apps/activity/api/v2/activity/all?since=99999"]],
    [404, 998, ["POST", "/cloud/apps/nothing"]],
    [400, 109, ["POST", "/cloud/users", '{"userid":"x","password":"long-enough-7","subadmin":["none"]}']],
    [400, 101, ["GET", "/cloud/apps?filter=broken"]],
    [403, 403, ["POST", "/apps/provisioning_api/api/v1/config/apps/files/enabled", { value: "no" }]],
    [400, 400, ["POST", "/apps/provisioning_api/api/v1/config/users/files/none", { configValue: "1" }]],
    [400, 400, ["PUT", `${STATUS}/message/custom`, { message: "x", statusIcon: "" }]],
    [400, 400, ["PUT", `${STATUS}/message/custom`, { message: "x", clearAt: "" }]],
    [404, 404, ["POST", "/apps/files_sharing/api/v1/deletedshares/1"]],
    [404, 404, ["GET", "/profile/nobody"]],
    [403, 403, ["PUT", "/profile/anna", { paramId: "role", visibility: "hide" }]],
    [404, 404, ["GET", "/twofactor/state?user=nobody"]],
    [404, 404, ["GET", "/apps/weather_status/api/v1/forecast"]],
    [500, 996, ["PUT", "/apps/weather_status/api/v1/favorites", {}]],
    [500, 996, ["POST", "/apps/dashboard/api/v3/layout", {}]],
    [404, 404, ["GET", "/apps/files/api/v1/templates/fields/99999"]],
    [500, 500, ["POST", "/apps/files/api/v1/directEditing/open", { path: "/none.md" }]],
    [412, 412, ["POST", "/taskprocessing/schedule", '{"type":"core:none","input":{},"appId":"x"}']],
    [404, 404, ["GET", "/taskprocessing/task/99999"]],
    [400, 400, ["POST", "/translation/translate", { text: "x", toLanguage: "xx" }]],
    [400, 400, ["POST", "/apps/files/api/v1/transferownership", { path: "/none", recipient: "anna" }]],
    [404, 404, ["PUT", "/apps/files_reminders/api/v1/99999", { dueDate: "2099-01-01T00:00:00Z" }]],
  ])("%i %i for %j", async (status, code, [method, path, body]) => {
    expect(await admin().ocs(method, path, body)).toMatchObject({ status, code });
  });

  it.each([
    WEBHOOKS,
    "/cloud/apps",
    "/apps/provisioning_api/api/v1/config/apps",
    "/twofactor/state?user=anna",
  ])("%s is for administrators", async (path) => {
    expect((await anna.ocs("GET", path)).status).toBe(403);
  });
});

it("an ordinary user who asks how the server is counts as a failed login", async () => {
  expect(await anna.ocs("GET", "/apps/serverinfo/api/v1/info")).toMatchObject({ status: 401, code: 997 });
  expect(servers.nextcloud.fake.state.failedLogins).toBe(1);
  expect((await admin().ocs("GET", "/apps/serverinfo/api/v1/info")).status).toBe(200);
});

it("disabled apps come as a map with the places they have among all", async () => {
  const { data } = await admin().ocs("GET", "/cloud/apps?filter=disabled");
  expect(data).toEqual({ apps: { 1: "admin_audit", 4: "encryption" } });
});

it("an activity list ends with 304 and no body", async () => {
  expect(await anna.ocs("GET", "/apps/activity/api/v2/activity/all")).toMatchObject({
    status: 304,
    data: undefined,
  });
});

it("a webhook's secret is never shown again", async () => {
  const body = {
    httpMethod: "POST",
    uri: "https://x.test",
    event: "OCP\\Files\\Events\\Node\\NodeCreatedEvent",
    eventFilter: [],
    authMethod: "header",
    authData: { Authorization: "Bearer s3cr3t" },
  };
  const { data } = await admin().ocs("POST", "/apps/webhook_listeners/api/v1/webhooks", JSON.stringify(body));
  expect(data).toMatchObject({ eventFilter: [], authMethod: "header", authData: expect.any(String) });
  expect(JSON.stringify(data)).not.toContain("s3cr3t");
});

it("the login flow gives its app password once", async () => {
  const url = `${servers.nextcloud.url}/index.php/login/v2`;
  const { poll } = (await (await fetch(url, { method: "POST" })).json()) as { poll: { token: string } };
  const ask = () =>
    fetch(`${url}/poll`, { method: "POST", body: new URLSearchParams({ token: poll.token }) });
  const pending = await ask();
  expect([pending.status, await pending.text()]).toEqual([404, "[]"]);
  servers.nextcloud.fake.state.grantLogins("anna");
  expect(await (await ask()).json()).toMatchObject({ loginName: "anna", appPassword: expect.any(String) });
  expect((await ask()).status).toBe(404);
});
