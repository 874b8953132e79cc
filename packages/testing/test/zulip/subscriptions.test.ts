import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MockServers, startMockServers } from "../../src/index.js";
import { asAdmin, asAnna } from "./as.js";

let servers: MockServers<"zulip">;
let admin: ReturnType<typeof asAdmin>;
let anna: ReturnType<typeof asAnna>;

beforeEach(async () => {
  servers = await startMockServers({ services: ["zulip"] });
  admin = asAdmin(servers.zulip);
  anna = asAnna(servers.zulip);
});
afterEach(() => servers.close());

const PATH = "/users/me/subscriptions";
const channels = (...names: string[]) => names.map((name) => ({ name }));

describe("subscribing", () => {
  it("creates the channel and answers under the ids of users, as text", async () => {
    const subscriptions = [{ name: "alpha", description: "First" }];
    const { body } = await admin("POST", PATH, { subscriptions, principals: [11, 12], invite_only: true });
    expect(body).toMatchObject({ subscribed: { "11": ["alpha"], "12": ["alpha"] }, already_subscribed: {} });
    expect(servers.zulip.fake.state.findStream("ALPHA")).toMatchObject({
      description: "First",
      invite_only: true,
      creator_id: 10,
      history_public_to_subscribers: false,
      subscribers: new Set([11, 12]),
    });
  });

  it("is for oneself without principals, and can be repeated", async () => {
    expect((await anna("POST", PATH, { subscriptions: channels("alpha") })).body.subscribed).toEqual({
      "11": ["alpha"],
    });
    const again = await anna("POST", PATH, { subscriptions: channels("alpha", "beta") });
    expect(again.body).toMatchObject({
      subscribed: { "11": ["beta"] },
      already_subscribed: { "11": ["alpha"] },
    });
    const { body } = await anna("GET", PATH);
    expect(body.subscriptions).toMatchObject([{ name: "alpha", color: "#76ce90" }, { name: "beta" }]);
  });

  it("takes the API's addresses, but not the ones that receive mail", async () => {
    const good = { subscriptions: channels("alpha"), principals: ["user12@zulip.example.com"] };
    expect((await admin("POST", PATH, good)).body.subscribed).toEqual({ "12": ["alpha"] });
    const bad = await admin("POST", PATH, { ...good, principals: ["ben@example.com"] });
    expect(bad).toMatchObject({ status: 400, body: { code: "BAD_REQUEST", msg: "No such user" } });
  });

  it.each([
    ["an unknown user", [11, 99], "No such user"],
    ["ids and addresses mixed", [11, "anna@example.com"], "principals is not an allowed_type"],
  ])("refuses %s and creates nothing", async (_what, principals, msg) => {
    const answer = await admin("POST", PATH, { subscriptions: channels("alpha"), principals });
    expect(answer).toMatchObject({ status: 400, body: { code: "BAD_REQUEST", msg } });
    expect(servers.zulip.fake.state.streams.size).toBe(0);
  });

  it("refuses names that are empty or too long", async () => {
    expect((await admin("POST", PATH, { subscriptions: channels(" ") })).status).toBe(400);
    expect((await admin("POST", PATH, { subscriptions: channels("x".repeat(61)) })).status).toBe(400);
    expect(await admin("POST", PATH, { subscriptions: ["alpha"] })).toMatchObject({ status: 400 });
  });

  it("does not lead into private channels from outside: an error, or a list of them on demand", async () => {
    servers.zulip.fake.state.addStream({ name: "secret", date_created: 1, invite_only: true });
    const subscriptions = channels("secret", "open");
    const fatal = await anna("POST", PATH, { subscriptions });
    expect(fatal).toMatchObject({ status: 400, body: { msg: "Unable to access channel (secret)." } });
    const listed = await anna("POST", PATH, { subscriptions, authorization_errors_fatal: false });
    expect(listed.body).toMatchObject({ subscribed: { "11": ["open"] }, unauthorized: ["secret"] });
  });

  it("is not for guests", async () => {
    const user = servers.zulip.fake.state.users.get(11);
    if (user) user.role = 600;
    expect((await anna("POST", PATH, { subscriptions: channels("alpha") })).status).toBe(400);
  });
});

describe("unsubscribing", () => {
  beforeEach(() => admin("POST", PATH, { subscriptions: channels("alpha"), principals: [10, 11] }));

  it("tells what was removed and what was not there", async () => {
    expect((await anna("DELETE", PATH, { subscriptions: ["alpha"] })).body).toMatchObject({
      removed: ["alpha"],
      not_removed: [],
    });
    expect((await anna("DELETE", PATH, { subscriptions: ["alpha"] })).body).toMatchObject({
      removed: [],
      not_removed: ["alpha"],
    });
  });

  it("of others is for administrators and creators", async () => {
    const parameters = { subscriptions: ["alpha"], principals: [10] };
    expect(await anna("DELETE", PATH, parameters)).toMatchObject({
      status: 400,
      body: { msg: "Insufficient permission" },
    });
    expect((await admin("DELETE", PATH, { ...parameters, principals: [11] })).body.removed).toEqual([
      "alpha",
    ]);
  });

  it("refuses channels that are not there", async () => {
    const answer = await anna("DELETE", PATH, { subscriptions: ["nope"] });
    expect(answer).toMatchObject({ status: 400, body: { msg: "Channel(s) (nope) do not exist" } });
  });
});
