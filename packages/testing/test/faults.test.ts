import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ManualClock, type MockServers, startMockServers } from "../src/index.js";

let clock: ManualClock;
let servers: MockServers;

beforeEach(async () => {
  clock = new ManualClock();
  servers = await startMockServers({ clock });
});
afterEach(() => servers.close());

const zulip = (path: string, init: RequestInit = {}) => {
  const { url, email, apiKey } = servers.zulip;
  const headers = { authorization: `Basic ${btoa(`${email}:${apiKey}`)}` };
  return fetch(`${url}/api/v1${path}`, { ...init, headers });
};
const openproject = (path: string) => {
  const { url, apiKey } = servers.openproject;
  return fetch(`${url}/api/v3${path}`, { headers: { authorization: `Basic ${btoa(`apikey:${apiKey}`)}` } });
};
const nextcloud = (path: string) => {
  const { url, username, password } = servers.nextcloud;
  const headers = { authorization: `Basic ${btoa(`${username}:${password}`)}`, "ocs-apirequest": "true" };
  return fetch(`${url}${path}`, { headers });
};
const newMessage = () => {
  return { method: "POST", body: new URLSearchParams({ type: "direct", to: "[11]", content: "hello" }) };
};

/** The code of the socket error a request ended in. */
async function socketError(request: Promise<Response>): Promise<unknown> {
  try {
    await (await request).arrayBuffer();
    return undefined;
  } catch (error) {
    return error instanceof Error && error.cause instanceof Error && "code" in error.cause
      ? error.cause.code
      : error;
  }
}

describe("next", () => {
  it("answers one request with a status and a Retry-After, then is used up", async () => {
    servers.zulip.faults.next({ status: 503, retryAfter: 2 });
    const first = await zulip("/users");
    expect(first.status).toBe(503);
    expect(first.headers.get("retry-after")).toBe("2");
    expect(await first.text()).toContain("503 Service Temporarily Unavailable");
    expect((await zulip("/users")).status).toBe(200);
  });

  it("uses several faults up in their order, each as often as it says", async () => {
    servers.zulip.faults.next({ status: 500, times: 2 });
    servers.zulip.faults.next({ status: 502 });
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await zulip("/users")).status);
    expect(statuses).toEqual([500, 500, 502, 200]);
  });

  it("goes only for matching requests", async () => {
    servers.zulip.faults.next({ status: 500, match: "POST /api/v1/messages" });
    servers.zulip.faults.next({ status: 502, match: /^GET .*\/users\/\d+$/ });
    expect((await zulip("/users")).status).toBe(200);
    expect((await zulip("/users/11")).status).toBe(502);
    expect((await zulip("/messages", newMessage())).status).toBe(500);
  });

  it("takes a body and headers of the test's choice", async () => {
    servers.openproject.faults.next({ status: 418, body: { short: "stout" }, headers: { "x-tea": "yes" } });
    const response = await openproject("/projects");
    expect(response.status).toBe(418);
    expect(response.headers.get("x-tea")).toBe("yes");
    expect(await response.json()).toEqual({ short: "stout" });
  });

  it("keeps the request from the service unless it is told to be handled", async () => {
    servers.zulip.faults.next({ status: 504 });
    await zulip("/messages", newMessage());
    expect(servers.zulip.fake.state.messages.size).toBe(0);
    servers.zulip.faults.next({ status: 504, handled: true });
    expect((await zulip("/messages", newMessage())).status).toBe(504);
    expect(servers.zulip.fake.state.messages.size).toBe(1);
  });

  it("delays an answer", async () => {
    servers.zulip.faults.next({ delayMs: 60 });
    const start = performance.now();
    expect((await zulip("/users")).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThanOrEqual(55);
  });
});

describe("broken connections", () => {
  it("resets one before the response", async () => {
    servers.zulip.faults.next({ reset: "before-response" });
    expect(await socketError(zulip("/users"))).toBe("ECONNRESET");
    expect(servers.zulip.fake.requests.map(({ status }) => status)).toEqual([0]);
  });

  it("resets one in the middle of the body", async () => {
    servers.zulip.faults.next({ reset: "mid-body" });
    const response = await zulip("/users");
    expect(response.status).toBe(200);
    expect(await socketError(Promise.resolve(response))).toBe("ECONNRESET");
  });

  it("cuts a body short of its length", async () => {
    servers.zulip.faults.next({ cut: 10 });
    const response = await zulip("/users");
    expect(Number(response.headers.get("content-length"))).toBeGreaterThan(10);
    expect(await socketError(Promise.resolve(response))).toBe("UND_ERR_SOCKET");
  });

  it("loses the answer to a request that took effect", async () => {
    servers.zulip.faults.next({ reset: "before-response", handled: true });
    expect(await socketError(zulip("/messages", newMessage()))).toBe("ECONNRESET");
    expect(servers.zulip.fake.state.messages.size).toBe(1);
  });
});

describe("down", () => {
  it("resets every connection until the service is up again", async () => {
    servers.openproject.faults.down();
    for (let i = 0; i < 3; i++) expect(await socketError(openproject("/"))).toBe("ECONNRESET");
    servers.openproject.faults.up();
    expect((await openproject("/")).status).toBe(200);
  });

  it("fails as told", async () => {
    servers.openproject.faults.down({ status: 502 });
    expect((await openproject("/")).status).toBe(502);
    servers.openproject.faults.clear();
    expect((await openproject("/")).status).toBe(200);
  });
});

describe("rateLimit", () => {
  it("is answered by Zulip with the fraction of seconds to wait", async () => {
    servers.zulip.faults.rateLimit({ requests: 2, perMs: 1500 });
    await zulip("/users");
    await zulip("/users");
    const limited = await zulip("/users");
    expect(limited.status).toBe(429);
    expect(limited.headers.get("retry-after")).toBe("1.5");
    expect(await limited.json()).toMatchObject({ code: "RATE_LIMIT_HIT", "retry-after": 1.5 });
    clock.advance(1500);
    expect((await zulip("/users")).status).toBe(200);
  });

  it("is answered by OpenProject with the point in time to come back", async () => {
    servers.openproject.faults.rateLimit({ requests: 0, perMs: 3000 });
    const limited = await openproject("/");
    expect(limited.status).toBe(429);
    expect(limited.headers.get("retry-after")).toBeNull();
    expect(limited.headers.get("ratelimit-reset")).toBe(String((clock.now() + 3000) / 1000));
  });

  it("is answered by Nextcloud with an empty page and no time", async () => {
    servers.nextcloud.faults.rateLimit({ requests: 0, perMs: 3000, match: "/ocs/" });
    const limited = await nextcloud("/ocs/v2.php/cloud/user");
    expect(limited.status).toBe(429);
    expect(limited.headers.get("content-type")).toBe("text/html; charset=UTF-8");
    expect(limited.headers.get("retry-after")).toBeNull();
    expect(await limited.text()).toBe("");
    expect((await nextcloud("/status.php")).status).toBe(200);
  });
});

describe("failures in the shape of the service", () => {
  it("are OCS envelopes, DAV errors or the web server's pages in Nextcloud", async () => {
    servers.nextcloud.faults.next({ status: 500, times: 2 });
    const ocs = await nextcloud("/ocs/v2.php/cloud/user?format=json");
    expect(ocs.status).toBe(500);
    expect(await ocs.json()).toMatchObject({ ocs: { meta: { statuscode: 996 } } });
    expect(await (await nextcloud("/index.php/x")).text()).toContain("<center>nginx</center>");
    servers.nextcloud.faults.next({ status: 503 });
    servers.nextcloud.faults.next({ status: 423 });
    for (const exception of ["ServerMaintenanceMode", "FileLocked"]) {
      expect(await (await nextcloud("/remote.php/dav/files/admin/x")).text()).toContain(exception);
    }
  });

  it("are HAL errors in OpenProject", async () => {
    servers.openproject.faults.next({ status: 500 });
    const response = await openproject("/");
    expect(response.headers.get("content-type")).toBe("application/hal+json; charset=utf-8");
    expect(await response.json()).toMatchObject({
      errorIdentifier: "urn:openproject-org:api:v3:errors:InternalServerError",
    });
  });
});
