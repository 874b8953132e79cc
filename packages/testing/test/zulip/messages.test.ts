import { createHash } from "node:crypto";
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
  const { state } = servers.zulip.fake;
  state.addStream({ name: "alpha", date_created: 1, stream_id: 500, subscribers: new Set([10, 11]) });
  state.addStream({ name: "123", date_created: 1, stream_id: 501 });
});
afterEach(() => servers.close());

const inAlpha = { type: "stream", to: "alpha", topic: "Welcome", content: "hello" };
const last = () => [...servers.zulip.fake.state.messages.values()].at(-1);

describe("sending", () => {
  it("answers with the id only", async () => {
    const { body } = await admin("POST", "/messages", inAlpha);
    expect(body).toEqual({
      result: "success",
      msg: "",
      id: expect.any(Number),
      automatic_new_visibility_policy: 0,
    });
    expect(last()).toMatchObject({ stream_id: 500, topic: "Welcome", sender_id: 10, content: "hello" });
  });

  it.each([["alpha"], ['"alpha"'], ["500"], ['["alpha"]'], ["[500]"]])("to channel %s", async (to) => {
    expect((await admin("POST", "/messages", { ...inAlpha, to, type: "channel" })).status).toBe(200);
  });

  it("to a channel whose name is JSON needs quotes: plain, it is taken for an id", async () => {
    const plain = await admin("POST", "/messages", { ...inAlpha, to: "123" });
    expect(plain).toMatchObject({ status: 400, body: { code: "STREAM_DOES_NOT_EXIST", stream_id: 123 } });
    expect((await admin("POST", "/messages", { ...inAlpha, to: '"123"' })).status).toBe(200);
    expect(last()).toMatchObject({ stream_id: 501 });
  });

  it.each([
    ["[11,12]"],
    ['["anna@example.com","user12@zulip.example.com"]'],
    ["anna@example.com,user12@zulip.example.com"],
  ])("to people as %s", async (to) => {
    expect((await admin("POST", "/messages", { type: "direct", to, content: "hi" })).status).toBe(200);
    expect(last()).toMatchObject({ recipients: [10, 11, 12], stream_id: undefined });
  });

  it.each([
    ["REQUEST_VARIABLE_MISSING", { type: "stream", to: "alpha", topic: "x" }],
    ["REQUEST_VARIABLE_MISSING", { type: "stream", to: "alpha", content: "x" }],
    ["REQUEST_VARIABLE_MISSING", { type: "stream", topic: "x", content: "x" }],
    ["STREAM_DOES_NOT_EXIST", { ...inAlpha, to: "nope" }],
    ["BAD_REQUEST", { ...inAlpha, to: ["alpha", "123"] }],
    ["BAD_REQUEST", { ...inAlpha, type: "shout" }],
    ["BAD_REQUEST", { ...inAlpha, content: " \n" }],
    ["BAD_REQUEST", { ...inAlpha, content: "nul\0" }],
    ["BAD_REQUEST", { ...inAlpha, queue_id: "q" }],
    ["BAD_REQUEST", { type: "direct", to: [], content: "x" }],
    ["BAD_REQUEST", { type: "direct", content: "x" }],
    ["BAD_REQUEST", { type: "direct", to: [11, "user12@zulip.example.com"], content: "x" }],
    ["BAD_REQUEST", { type: "direct", to: [99], content: "x" }],
    ["BAD_REQUEST", { type: "direct", to: "ghost@example.com", content: "x" }],
  ])("is refused with %s: %j", async (code, parameters) => {
    expect(await admin("POST", "/messages", parameters)).toMatchObject({ status: 400, body: { code } });
    expect(servers.zulip.fake.state.messages.size).toBe(0);
  });

  it("to a private channel from outside is refused, to administrators too", async () => {
    servers.zulip.fake.state.addStream({ name: "secret", date_created: 1, invite_only: true });
    const answer = await admin("POST", "/messages", { ...inAlpha, to: "secret" });
    expect(answer).toMatchObject({
      status: 400,
      body: { msg: "Not authorized to send to channel 'secret'" },
    });
    expect((await anna("POST", "/messages", { ...inAlpha, to: "secret" })).body.code).toBe(
      "STREAM_DOES_NOT_EXIST",
    );
  });

  it("cuts what is too long without a word, by code points", async () => {
    await admin("POST", "/messages", { ...inAlpha, topic: "😀".repeat(61), content: "x".repeat(10_001) });
    expect(last()?.topic).toBe(`${"😀".repeat(57)}...`);
    expect(last()?.content).toHaveLength(10_000);
    expect(last()?.content).toMatch(/\n\[message truncated\]$/);
  });

  it("trims, and takes the old name of no topic for none", async () => {
    await admin("POST", "/messages", { ...inAlpha, topic: "(no topic)", content: "\n\n  hi \n" });
    expect(last()).toMatchObject({ topic: "", content: "  hi" });
  });

  it("twice makes two messages, whatever the local id", async () => {
    const { body } = await admin("POST", "/register", { event_types: ["message"] });
    const parameters = { ...inAlpha, queue_id: body.queue_id, local_id: "1.1" };
    await admin("POST", "/messages", parameters);
    await admin("POST", "/messages", parameters);
    expect(servers.zulip.fake.state.messages.size).toBe(2);
  });
});

describe("one message", () => {
  it("is shown rendered or raw, with the flags of the reader", async () => {
    await admin("POST", "/messages", { ...inAlpha, content: "see [docs](https://x.example/) & <b>" });
    const id = last()?.id;
    const { body } = await anna("GET", `/messages/${id}`);
    expect(body).toMatchObject({
      raw_content: "see [docs](https://x.example/) & <b>",
      message: {
        id,
        type: "stream",
        stream_id: 500,
        display_recipient: "alpha",
        subject: "Welcome",
        sender_email: "admin@example.com",
        content: '<p>see <a href="https://x.example/">docs</a> &amp; &lt;b&gt;</p>',
        content_type: "text/html",
        flags: [],
        reactions: [],
      },
    });
    const raw = await admin("GET", `/messages/${id}`, { apply_markdown: false });
    expect(raw.body.message).toMatchObject({
      content: "see [docs](https://x.example/) & <b>",
      flags: ["read"],
    });
  });

  it("in a direct conversation names everybody in it, the reader too", async () => {
    await admin("POST", "/messages", { type: "direct", to: [11], content: "hi" });
    const { body } = await anna("GET", `/messages/${last()?.id}`);
    expect(body.message).toMatchObject({
      type: "private",
      display_recipient: [{ id: 10 }, { id: 11, full_name: "Anna Berg" }],
    });
  });

  it("does not exist for those who may not read it", async () => {
    await admin("POST", "/messages", { type: "direct", to: [12], content: "hi" });
    expect(await anna("GET", `/messages/${last()?.id}`)).toMatchObject({
      status: 400,
      body: { msg: "Invalid message(s)" },
    });
  });

  it("is deleted by administrators", async () => {
    await anna("POST", "/messages", inAlpha);
    expect((await anna("DELETE", `/messages/${last()?.id}`)).body.code).toBe("UNAUTHORIZED_PRINCIPAL");
    expect((await admin("DELETE", `/messages/${last()?.id}`)).status).toBe(200);
    expect(servers.zulip.fake.state.messages.size).toBe(0);
  });
});

describe("editing", () => {
  it("ends ten minutes after a message was sent", async () => {
    const { id } = (await anna("POST", "/messages", inAlpha)).body;
    const message = last();
    if (message) Object.assign(message, { timestamp: message.timestamp - 3600 });
    expect(await anna("PATCH", `/messages/${id}`, { content: "late" })).toMatchObject({
      status: 400,
      body: { msg: "The time limit for editing this message has passed" },
    });
  });

  let path: string;

  beforeEach(async () => {
    for (const content of ["one", "two", "three"]) await admin("POST", "/messages", { ...inAlpha, content });
    path = `/messages/${[...servers.zulip.fake.state.messages.keys()][1]}`;
  });

  const topics = () => [...servers.zulip.fake.state.messages.values()].map(({ topic }) => topic);

  it("changes the content if it is still the expected one", async () => {
    const hash = (text: string) => createHash("sha256").update(text).digest("hex");
    const stale = await admin("PATCH", path, { content: "2", prev_content_sha256: hash("other") });
    expect(stale).toMatchObject({ status: 400, body: { code: "EXPECTATION_MISMATCH" } });
    expect((await admin("PATCH", path, { content: "2", prev_content_sha256: hash("two") })).status).toBe(200);
    expect((await admin("GET", path)).body.raw_content).toBe("2");
  });

  it.each([
    ["change_one", ["Welcome", "moved", "Welcome"]],
    ["change_later", ["Welcome", "moved", "moved"]],
    ["change_all", ["moved", "moved", "moved"]],
  ])("moves topics with %s", async (propagate_mode, expected) => {
    expect((await admin("PATCH", path, { topic: "moved", propagate_mode })).status).toBe(200);
    expect(topics()).toEqual(expected);
  });

  it.each([
    ["nothing", {}],
    ["a propagation without a move", { content: "x", propagate_mode: "change_all" }],
    ["content and channel at once", { content: "x", stream_id: 501 }],
    ["a channel that is not there", { stream_id: 999 }],
  ])("refuses %s", async (_what, parameters) => {
    expect((await admin("PATCH", path, parameters)).status).toBe(400);
  });

  it("refuses the content of others", async () => {
    expect((await anna("PATCH", path, { content: "mine" })).status).toBe(400);
  });
});
