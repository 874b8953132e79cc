import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ManualClock, type MockServers, startMockServers } from "../../src/index.js";
import { asAdmin, asAnna } from "./as.js";

let clock: ManualClock;
let servers: MockServers<"zulip">;
let admin: ReturnType<typeof asAdmin>;
let anna: ReturnType<typeof asAnna>;

beforeEach(async () => {
  clock = new ManualClock();
  servers = await startMockServers({ services: ["zulip"], clock, zulip: { heartbeatMs: 40 } });
  admin = asAdmin(servers.zulip);
  anna = asAnna(servers.zulip);
  servers.zulip.fake.state.addStream({
    name: "alpha",
    date_created: 1,
    stream_id: 500,
    subscribers: new Set([10]),
  });
});
afterEach(() => servers.close());

const toAlpha = { type: "stream", to: "alpha", topic: "t", content: "**hi**" };
const register = async (caller: typeof admin, parameters: Record<string, unknown>) =>
  String((await caller("POST", "/register", parameters)).body.queue_id);
const poll = async (caller: typeof admin, queue_id: string, last_event_id = -1, dont_block = true) =>
  caller("GET", "/events", { queue_id, last_event_id, dont_block });

describe("register", () => {
  it("opens a queue and tells the state asked for", async () => {
    const { body } = await admin("POST", "/register", {
      event_types: ["message"],
      fetch_event_types: ["realm", "realm_user"],
    });
    expect(body).toMatchObject({
      queue_id: expect.any(String),
      last_event_id: -1,
      zulip_feature_level: 421,
      event_queue_longpoll_timeout_seconds: 90,
      max_message_length: 10_000,
      max_topic_length: 60,
      realm_users: expect.arrayContaining([expect.objectContaining({ user_id: 12 })]),
    });
    expect(body).not.toHaveProperty("streams");
    const others = await admin("POST", "/register", { fetch_event_types: ["message"] });
    expect(others.body).not.toHaveProperty("event_queue_longpoll_timeout_seconds");
    expect((await admin("POST", "/register")).body).toHaveProperty("subscriptions");
    expect((await admin("POST", "/register", { fetch_event_types: [] })).body).not.toHaveProperty(
      "realm_users",
    );
  });
});

describe("events", () => {
  it("are numbered per queue, of the types asked for, with flags beside the message", async () => {
    const queue = await register(admin, { event_types: ["message"] });
    await admin("POST", "/messages", toAlpha);
    await admin("POST", "/users/me/subscriptions", { subscriptions: [{ name: "beta" }] });
    await admin("POST", "/messages", toAlpha);
    expect((await poll(admin, queue)).body.events).toMatchObject([
      { id: 0, type: "message", flags: ["read"], message: { content: "**hi**", subject: "t" } },
      { id: 1, type: "message" },
    ]);
  });

  it("are narrowed by is, where a word that is not known lets all pass", async () => {
    const narrowed = (word: string) => register(anna, { all_public_streams: true, narrow: [["is", word]] });
    const queues = [];
    for (const word of ["mentioned", "resolved", "followed"]) queues.push(await narrowed(word));
    await admin("POST", "/messages", { ...toAlpha, content: "@**Anna Baker|11**" });
    await admin("POST", "/messages", { ...toAlpha, topic: "✔ t" });
    const brought = await Promise.all(queues.map(async (queue) => (await poll(anna, queue)).body.events));
    expect(brought).toMatchObject([
      [{ message: { subject: "t" } }],
      [{ message: { subject: "✔ t" } }],
      [{ message: { subject: "t" } }, { message: { subject: "✔ t" } }],
    ]);
  });

  it("go to subscribers, and to others who want all public channels", async () => {
    const own = await register(anna, { event_types: ["message"] });
    const all = await register(anna, {
      event_types: ["message"],
      all_public_streams: true,
      apply_markdown: true,
    });
    await admin("POST", "/messages", toAlpha);
    expect((await poll(anna, own)).body.events).toEqual([]);
    expect((await poll(anna, all)).body.events).toMatchObject([
      { message: { content: "<p><strong>hi</strong></p>" } },
    ]);
  });

  it("echo the local id to the sending queue alone", async () => {
    const [sending, other] = [await register(admin, {}), await register(admin, {})];
    await admin("POST", "/messages", { ...toAlpha, queue_id: sending, local_id: "7.1" });
    expect((await poll(admin, sending)).body.events).toMatchObject([{ local_message_id: "7.1" }]);
    const { body } = await poll(admin, other);
    expect(JSON.stringify(body.events)).not.toContain("local_message_id");
  });

  it("tell of subscriptions, reactions, edits and channels", async () => {
    const queue = await register(admin, {});
    await admin("POST", "/users/me/subscriptions", { subscriptions: [{ name: "beta" }], principals: [11] });
    const { body } = await admin("POST", "/messages", toAlpha);
    await admin("POST", `/messages/${body.id}/reactions`, { emoji_name: "tada" });
    await admin("PATCH", `/messages/${body.id}`, { topic: "u" });
    await admin("DELETE", `/messages/${body.id}`);
    await admin("PATCH", "/streams/500", { description: "d" });
    await admin("DELETE", "/streams/500");
    expect((await poll(admin, queue)).body.events).toMatchObject([
      { type: "stream", op: "create" },
      { type: "subscription", op: "peer_add", user_ids: [11] },
      { type: "message" },
      { type: "reaction", op: "add", emoji_name: "tada" },
      { type: "update_message", orig_subject: "t", subject: "u", stream_id: 500 },
      { type: "delete_message", message_type: "stream" },
      { type: "stream", op: "update", property: "description", value: "d" },
      { type: "stream", op: "delete" },
    ]);
  });

  it("come again until they are acknowledged, and not after", async () => {
    const queue = await register(admin, { event_types: ["message"] });
    for (let i = 0; i < 3; i++) await admin("POST", "/messages", toAlpha);
    expect((await poll(admin, queue)).body.events).toHaveLength(3);
    expect((await poll(admin, queue, 1)).body.events).toMatchObject([{ id: 2 }]);
    expect(await poll(admin, queue, 0)).toMatchObject({
      status: 400,
      body: { code: "BAD_REQUEST", msg: "An event newer than 0 has already been pruned!" },
    });
    expect(await poll(admin, queue, 9)).toMatchObject({
      status: 400,
      body: { msg: "Event 9 was not in this queue" },
    });
  });
});

describe("long polls", () => {
  it("wait for an event", async () => {
    const queue = await register(admin, { event_types: ["reaction", "message"] });
    const waiting = poll(admin, queue, -1, false);
    await anna("POST", "/messages", toAlpha);
    expect((await waiting).body.events).toMatchObject([{ type: "message", message: { sender_id: 11 } }]);
  });

  it("end in a heartbeat, whatever types were asked for", async () => {
    const queue = await register(admin, { event_types: ["message"] });
    expect((await poll(admin, queue, -1, false)).body.events).toEqual([{ type: "heartbeat", id: 0 }]);
  });

  it("are one per queue: a second sends the first home", async () => {
    await using patient = await startMockServers({ services: ["zulip"] });
    const caller = asAdmin(patient.zulip);
    const queue = await register(caller, { event_types: ["message"] });
    const first = poll(caller, queue, -1, false);
    // The first has to be waiting before the second arrives.
    while (patient.zulip.fake.requests.length < 2) await new Promise(setImmediate);
    const second = poll(caller, queue, -1, false);
    expect((await first).body.events).toEqual([]);
    await caller("POST", "/messages", { type: "direct", to: [11], content: "x" });
    expect((await second).body.events).toHaveLength(1);
  });
});

describe("queues", () => {
  const lost = { status: 400, body: { code: "BAD_EVENT_QUEUE_ID" } };

  it("are gone when deleted, idle for ten minutes, lost, or another user's", async () => {
    const [deleted, idle, foreign] = [
      await register(admin, {}),
      await register(admin, {}),
      await register(anna, {}),
    ];
    await admin("DELETE", "/events", { queue_id: deleted });
    expect(await poll(admin, deleted)).toMatchObject({ ...lost, body: { queue_id: deleted } });
    expect(await poll(admin, foreign)).toMatchObject(lost);
    clock.advance(600_000);
    expect((await poll(admin, idle)).status).toBe(200);
    clock.advance(600_001);
    expect(await poll(admin, idle)).toMatchObject(lost);
    const alive = await register(admin, {});
    servers.zulip.fake.queues.clear();
    expect(await poll(admin, alive)).toMatchObject(lost);
  });

  it("demand their parameters", async () => {
    expect((await admin("GET", "/events")).body.code).toBe("REQUEST_VARIABLE_MISSING");
  });
});
