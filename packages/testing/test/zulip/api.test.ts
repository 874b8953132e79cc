import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ManualClock, type MockServers, startMockServers } from "../../src/index.js";
import { as, asAdmin } from "./as.js";

let clock: ManualClock;
let servers: MockServers<"zulip">;

beforeEach(async () => {
  clock = new ManualClock();
  servers = await startMockServers({ services: ["zulip"], clock });
});
afterEach(() => servers.close());

const send = { type: "direct", to: [11], content: "hello" };

describe("credentials", () => {
  it("have keys of exactly 32 letters and digits", () => {
    for (const { api_key } of servers.zulip.fake.state.users.values()) {
      expect(api_key).toMatch(/^[A-Za-z0-9]{32}$/);
    }
  });

  it("are demanded with a challenge", async () => {
    const response = await fetch(`${servers.zulip.url}/api/v1/users`);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe('Basic realm="zulip"');
    expect(await response.json()).toMatchObject({ result: "error", code: "UNAUTHENTICATED_USER" });
  });

  it.each([
    ["admin@example.com", "short", "Malformed API key"],
    ["admin@example.com", "0".repeat(32), "Invalid API key"],
    ["anna@example.com", "testkeyadmin00000000000000000000", "Invalid API key"],
  ])("of %s with key %s are refused: %s", async (email, key, msg) => {
    const answer = await as(servers.zulip, email, key)("GET", "/users/me");
    expect(answer).toMatchObject({ status: 401, body: { code: "INVALID_API_KEY", msg } });
  });

  it("of a deactivated account are refused", async () => {
    const admin = servers.zulip.fake.state.users.get(10);
    if (admin) admin.is_active = false;
    const answer = await asAdmin(servers.zulip)("GET", "/users/me");
    expect(answer).toMatchObject({ status: 401, body: { code: "USER_DEACTIVATED" } });
  });

  it("of an incoming webhook bot are good for sending only", async () => {
    const bot = as(servers.zulip, "alerts-bot@zulip.example.com", "testkeyalerts0000000000000000000");
    expect(await bot("GET", "/users")).toMatchObject({
      status: 400,
      body: { code: "BAD_REQUEST", msg: "This API is not available to incoming webhook bots." },
    });
    expect((await bot("POST", "/messages", send)).status).toBe(200);
  });
});

describe("parameters", () => {
  it("are read from forms, multipart bodies and queries, of which bodies come first", async () => {
    const admin = asAdmin(servers.zulip);
    expect(
      (await admin("POST", "/messages?content=from+the+query", { type: "direct", to: [11] })).status,
    ).toBe(200);
    const form = new FormData();
    for (const [name, value] of Object.entries({ type: "direct", to: "[11]", content: "from the body" })) {
      form.set(name, value);
    }
    const headers = { authorization: `Basic ${btoa(`${servers.zulip.email}:${servers.zulip.apiKey}`)}` };
    const url = `${servers.zulip.url}/api/v1/messages?content=from+the+query`;
    expect((await fetch(url, { method: "POST", headers, body: form })).status).toBe(200);
    const contents = [...servers.zulip.fake.state.messages.values()].map(({ content }) => content);
    expect(contents).toEqual(["from the query", "from the body"]);
  });

  it("in a JSON body are not understood", async () => {
    const headers = {
      authorization: `Basic ${btoa(`${servers.zulip.email}:${servers.zulip.apiKey}`)}`,
      "content-type": "application/json",
    };
    const url = `${servers.zulip.url}/api/v1/messages`;
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(send) });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      result: "error",
      msg: "Missing 'type' argument",
      code: "REQUEST_VARIABLE_MISSING",
      var_name: "type",
    });
  });

  it("that are unknown are reported, of a success only", async () => {
    const admin = asAdmin(servers.zulip);
    const good = await admin("POST", "/register", { event_types: [], idle_queue_timeout: 60 });
    expect(good.body.ignored_parameters_unsupported).toEqual(["idle_queue_timeout"]);
    expect((await admin("POST", "/messages", send)).body).not.toHaveProperty(
      "ignored_parameters_unsupported",
    );
    const bad = await admin("POST", "/messages", { type: "direct", colour: "red" });
    expect(bad.body).not.toHaveProperty("ignored_parameters_unsupported");
  });

  it.each([
    ["subscriptions", "nonsense", "subscriptions is not valid JSON"],
    ["subscriptions", '"text"', "subscriptions is not a list"],
  ])("%s of the wrong type is refused: %s", async (name, value, msg) => {
    const answer = await asAdmin(servers.zulip)("POST", "/users/me/subscriptions", { [name]: value });
    expect(answer).toMatchObject({ status: 400, body: { code: "BAD_REQUEST", msg } });
  });
});

describe("what is not there", () => {
  it("is 404 for an unknown path and 405 without a code for a wrong method", async () => {
    const admin = asAdmin(servers.zulip);
    expect(await admin("GET", "/nothing")).toMatchObject({ status: 404, body: { result: "error" } });
    const wrong = await admin("PATCH", "/messages");
    expect(wrong).toMatchObject({ status: 405, body: { result: "error", allowed_methods: ["POST", "GET"] } });
    expect(wrong.body).not.toHaveProperty("code");
  });
});

describe("the rate limit", () => {
  it("is off by default", async () => {
    const answer = await asAdmin(servers.zulip)("GET", "/users/me");
    expect(answer.headers.get("x-ratelimit-limit")).toBeNull();
  });

  it("counts per account, tells what is left, and asks to wait a fraction of seconds", async () => {
    await using limited = await startMockServers({
      services: ["zulip"],
      clock,
      zulip: { rateLimit: { requests: 2, perMs: 60_000 } },
    });
    const admin = asAdmin(limited.zulip);
    const first = await admin("GET", "/users/me");
    expect(first.headers.get("x-ratelimit-limit")).toBe("2");
    expect(first.headers.get("x-ratelimit-remaining")).toBe("1");
    expect(first.headers.get("x-ratelimit-reset")).toBe(String((clock.now() + 60_000) / 1000));
    clock.advance(31_293);
    await admin("GET", "/users/me");
    const refused = await admin("GET", "/users/me");
    expect(refused).toMatchObject({ status: 429, body: { code: "RATE_LIMIT_HIT", "retry-after": 28.707 } });
    expect(refused.headers.get("retry-after")).toBe("28.707");
    const anna = as(limited.zulip, "anna@example.com", "testkeyanna000000000000000000000");
    expect((await anna("GET", "/users/me")).status).toBe(200);
  });
});
