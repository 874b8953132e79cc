import { afterAll, describe, expect, it } from "vitest";
import { startMockServers } from "../../src/index.js";
import { as, failure } from "./as.js";

const servers = await startMockServers({ services: ["openproject"] });
const open = await startMockServers({ services: ["openproject"], openproject: { loginRequired: false } });
afterAll(() => Promise.all([servers.close(), open.close()]));
const { url, apiKey } = servers.openproject;
const basic = { authorization: `Basic ${btoa(`apikey:${apiKey}`)}` };

describe("credentials", () => {
  it("are the API token, with the user name apikey or as a bearer token", async () => {
    for (const authorization of [basic.authorization, `Bearer ${apiKey}`]) {
      const response = await fetch(`${url}/api/v3/users/me`, { headers: { authorization } });
      expect(await response.json()).toMatchObject({ login: "admin" });
    }
  });

  it.each([
    ["none", {}],
    ["a wrong token", { authorization: `Basic ${btoa("apikey:wrong")}` }],
    ["a login name", { authorization: `Basic ${btoa(`admin:${apiKey}`)}` }],
  ])("are refused: %s", async (_what, headers: Record<string, string>) => {
    const response = await fetch(`${url}/api/v3/projects`, { headers });
    expect(response.headers.get("www-authenticate")).toBe('Basic realm="OpenProject API"');
    expect(response.headers.get("content-type")).toBe("application/hal+json; charset=utf-8");
    expect({ status: response.status, body: await response.json() }).toMatchObject(
      failure(401, "Unauthenticated"),
    );
  });

  it("may be missing where a login is not required, but not be wrong", async () => {
    const anonymous = await fetch(`${open.openproject.url}/api/v3`);
    expect(anonymous.status).toBe(200);
    const root = JSON.parse(await anonymous.text());
    expect(root).not.toHaveProperty("coreVersion");
    expect(root._links).not.toHaveProperty("user");
    const headers = { authorization: `Basic ${btoa("apikey:wrong")}` };
    expect((await fetch(`${open.openproject.url}/api/v3`, { headers })).status).toBe(401);
  });
});

describe("content types", () => {
  const post = (headers: Record<string, string>, body?: string) =>
    fetch(`${url}/api/v3/projects/form`, {
      method: "POST",
      headers: { ...basic, ...headers },
      // Bytes, because text would bring a content type of its own.
      ...(body !== undefined && { body: new TextEncoder().encode(body) }),
    });

  it("are demanded even of a request without a body, in plain text", async () => {
    const response = await post({});
    expect([response.status, response.headers.get("content-type")]).toEqual([406, "text/plain"]);
    expect(await response.text()).toBe("Missing content-type header");
  });

  it("other than JSON are refused", async () => {
    const response = await post({ "content-type": "text/plain" }, "{}");
    expect({ status: response.status, body: await response.json() }).toMatchObject(
      failure(415, "TypeNotSupported"),
    );
  });

  it("of JSON and HAL are accepted, with a charset too, and so is no body", async () => {
    for (const type of ["application/json", "application/hal+json", "application/json; charset=utf-8"]) {
      expect((await post({ "content-type": type }, "{}")).status).toBe(200);
    }
    expect((await post({ "content-type": "application/json" })).status).toBe(200);
  });

  it("promise JSON: what is none is refused", async () => {
    for (const body of ["{bad", "[]", "7"]) {
      const response = await post({ "content-type": "application/json" }, body);
      expect({ status: response.status, body: await response.json() }).toMatchObject({
        ...failure(400, "InvalidRequestBody"),
        body: { _embedded: { details: { parseError: expect.any(String) } } },
      });
    }
  });
});

describe("what is not there", () => {
  it("is a HAL error inside of the API and a page outside", async () => {
    expect(await as(servers.openproject, "admin")("GET", "/nothing")).toMatchObject(failure(404, "NotFound"));
    const page = await fetch(`${url}/projects/x`);
    expect([page.status, page.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
  });

  it("is 405 for a wrong method", async () => {
    expect((await as(servers.openproject, "admin")("PUT", "/projects")).status).toBe(405);
  });
});
