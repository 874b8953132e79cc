import { afterAll, describe, expect, it } from "vitest";
import { startMockServers } from "../../../src/index.js";
import { as } from "../as.js";

const servers = await startMockServers({ services: ["nextcloud"] });
afterAll(() => servers.close());

const { nextcloud } = servers;
const admin = as(nextcloud, "admin");
const call = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  fetch(`${nextcloud.url}${path}`, { method, headers: { authorization: admin.authorization, ...headers } });
const withHeader = { "ocs-apirequest": "true" };

describe("the OCS header", () => {
  it.each(["/ocs/v1.php/cloud/users", "/ocs/v2.php/cloud/capabilities"])(
    "is demanded of %s",
    async (path) => {
      const response = await call(`${path}?format=json`);
      expect(response.status).toBe(412);
      expect(await response.json()).toEqual({ message: "CSRF check failed" });
    },
  );
});

describe("the format", () => {
  it("is XML by default, in which lists have elements and booleans are 1 or nothing", async () => {
    const response = await call("/ocs/v1.php/cloud/groups/details?search=staff", withHeader);
    expect(response.headers.get("content-type")).toBe("application/xml; charset=utf-8");
    expect(await response.text()).toBe(`<?xml version="1.0"?>
<ocs>
 <meta>
  <status>ok</status>
  <statuscode>100</statuscode>
  <message>OK</message>
  <totalitems></totalitems>
  <itemsperpage></itemsperpage>
 </meta>
 <data>
  <groups>
   <element>
    <id>staff</id>
    <displayname>Staff</displayname>
    <usercount>2</usercount>
    <disabled>0</disabled>
    <canAdd>1</canAdd>
    <canRemove>1</canRemove>
   </element>
  </groups>
 </data>
</ocs>
`);
  });

  it("is JSON by parameter or by the Accept header", async () => {
    const byParameter = await call("/ocs/v2.php/cloud/groups?format=json", withHeader);
    const byHeader = await call("/ocs/v2.php/cloud/groups", { ...withHeader, accept: "application/json" });
    expect(await byParameter.json()).toEqual(await byHeader.json());
  });

  it("escapes slashes and everything beyond ASCII in JSON", async () => {
    nextcloud.fake.state.addGroup("a/ü", "a/ü");
    const text = await (await call("/ocs/v2.php/cloud/groups?search=a%2F&format=json", withHeader)).text();
    expect(text).toContain('"a\\/\\u00fc"');
  });

  it("writes an empty map as an empty list", async () => {
    const answer = await admin.ocs("GET", "/cloud/users/details?search=zzzz");
    expect(answer.data).toEqual({ users: [] });
  });
});

describe("failures", () => {
  it("travel with HTTP 200 in version 1 and with a status of their own in version 2", async () => {
    const first = await call("/ocs/v1.php/cloud/users/ghost?format=json", withHeader);
    expect(first.status).toBe(200);
    expect(await first.json()).toEqual({
      ocs: {
        meta: {
          status: "failure",
          statuscode: 404,
          message: "User does not exist",
          totalitems: "",
          itemsperpage: "",
        },
        data: [],
      },
    });
    expect((await call("/ocs/v2.php/cloud/users/ghost?format=json", withHeader)).status).toBe(404);
  });

  it("are 998 for an unknown route, and 405 without a body for a wrong method", async () => {
    const unknown = await admin.ocs("GET", "/nope");
    expect(unknown).toMatchObject({
      status: 404,
      code: 998,
      message: expect.stringMatching(/^Invalid query/),
    });
    const wrong = await call("/ocs/v2.php/cloud/users", withHeader, "PATCH");
    expect(wrong.status).toBe(405);
    expect(await wrong.text()).toBe("");
  });

  it("are web pages outside of the API", async () => {
    const response = await call("/index.php/nope");
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("text/html; charset=UTF-8");
  });
});

describe("parameters", () => {
  it("are read from the query, a form or JSON alike", async () => {
    expect((await admin.ocs("POST", "/cloud/groups?groupid=by-query")).code).toBe(200);
    expect((await admin.ocs("POST", "/cloud/groups", { groupid: "by-form" })).code).toBe(200);
    expect((await admin.ocs("POST", "/cloud/groups", '{"groupid":"by-json"}')).code).toBe(200);
  });

  it("are none in invalid JSON, and a missing one is an internal error", async () => {
    const answer = await admin.ocs("POST", "/cloud/groups", "{bad");
    expect(answer).toMatchObject({ status: 500, code: 996, message: "Internal Server Error\n" });
  });
});
