import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startMockServers } from "../../src/index.js";
import { asAdmin, asAnna } from "./as.js";

const servers = await startMockServers({ services: ["zulip"] });
afterAll(() => servers.close());
const admin = asAdmin(servers.zulip);
const anna = asAnna(servers.zulip);
const ids: number[] = [];

beforeAll(async () => {
  servers.zulip.fake.state.addStream({ name: "alpha", date_created: 1, subscribers: new Set([10]) });
  for (let i = 0; i < 10; i++) {
    const topic = i % 2 === 0 ? "even" : "odd";
    const { body } = await admin("POST", "/messages", {
      type: "stream",
      to: "alpha",
      topic,
      content: `message ${i}`,
    });
    ids.push(Number(body.id));
  }
  await admin("POST", "/messages", { type: "direct", to: [12], content: "psst https://x.example" });
});

const alpha = { operator: "channel", operand: "alpha" };
const fetchIds = async (parameters: Record<string, unknown>) => {
  const { body } = await admin("GET", "/messages", { narrow: [alpha], ...parameters });
  return {
    ...body,
    messages: Array.isArray(body.messages) ? body.messages.map(({ id }) => ids.indexOf(id)) : [],
  };
};

describe("ranges", () => {
  it("end at the newest and say whether there is more", async () => {
    expect(await fetchIds({ anchor: "newest", num_before: 3, num_after: 0 })).toMatchObject({
      anchor: 10_000_000_000_000_000,
      messages: [7, 8, 9],
      found_newest: true,
      found_oldest: false,
      found_anchor: false,
    });
  });

  it("go on before an excluded anchor", async () => {
    const page = await fetchIds({ anchor: ids[7], num_before: 10, num_after: 0, include_anchor: false });
    expect(page).toMatchObject({ messages: [0, 1, 2, 3, 4, 5, 6], found_oldest: true });
  });

  it("lie around an anchor", async () => {
    const page = await fetchIds({ anchor: ids[5], num_before: 1, num_after: 2 });
    expect(page).toMatchObject({ messages: [4, 5, 6, 7], found_anchor: true, found_newest: false });
  });

  it("begin at the oldest and at the first unread", async () => {
    expect(await fetchIds({ anchor: "oldest", num_before: 0, num_after: 2 })).toMatchObject({
      messages: [0, 1],
    });
    const { body } = await anna("GET", "/messages", {
      narrow: [alpha],
      anchor: "first_unread",
      num_before: 0,
      num_after: 0,
    });
    expect(body.messages).toMatchObject([{ id: ids[0] }]);
  });

  it("can be replaced by ids", async () => {
    expect(await fetchIds({ message_ids: [ids[3], ids[1]] })).toMatchObject({ messages: [1, 3] });
  });

  it.each([
    [{ num_before: 1, num_after: 0 }],
    [{ anchor: "newest" }],
    [{ anchor: "middle", num_before: 1, num_after: 0 }],
    [{ anchor: "newest", num_before: 5000, num_after: 1 }],
    [{ anchor: "newest", num_before: 1, num_after: 1, include_anchor: false }],
  ])("are refused: %j", async (parameters) => {
    expect((await admin("GET", "/messages", parameters)).status).toBe(400);
  });
});

describe("content", () => {
  it("is HTML unless Markdown is wanted", async () => {
    const range = { anchor: ids[0], num_before: 0, num_after: 0, narrow: [alpha] };
    expect((await admin("GET", "/messages", range)).body.messages).toMatchObject([
      { content: "<p>message 0</p>" },
    ]);
    const raw = await admin("GET", "/messages", { ...range, apply_markdown: false });
    expect(raw.body.messages).toMatchObject([{ content: "message 0", content_type: "text/x-markdown" }]);
  });
});

describe("narrows", () => {
  const count = async (caller: typeof admin, narrow: unknown) => {
    const { body } = await caller("GET", "/messages", {
      narrow,
      anchor: "newest",
      num_before: 100,
      num_after: 0,
    });
    return Array.isArray(body.messages) ? body.messages.length : body.code;
  };

  it.each([
    [10, [alpha]],
    [10, [["stream", "alpha"]]],
    [5, [alpha, { operator: "topic", operand: "EVEN" }]],
    [5, [alpha, { operator: "topic", operand: "even", negated: true }]],
    [1, [{ operator: "dm", operand: [12] }]],
    [1, [{ operator: "is", operand: "dm" }]],
    [11, [{ operator: "sender", operand: 10 }]],
    [0, [alpha, { operator: "sender", operand: 11 }]],
    [1, [{ operator: "search", operand: "MESSAGE 7" }]],
    [1, [{ operator: "has", operand: "link" }]],
    [11, []],
  ])("find %i with %j", async (expected, narrow) => {
    expect(await count(admin, narrow)).toBe(expected);
  });

  it("without a channel look into the own history only", async () => {
    expect(await count(anna, [])).toBe(0);
    expect(await count(anna, [alpha])).toBe(10);
    expect(await count(anna, [{ operator: "channels", operand: "public" }])).toBe(10);
  });

  it.each([
    [[{ operator: "colour", operand: "red" }], "BAD_NARROW"],
    [[{ operator: "is", operand: "nice" }], "BAD_NARROW"],
    [[{ operator: "has", operand: "links" }], "BAD_NARROW"],
    [[{ operator: "sender", operand: "ghost@example.com" }], "BAD_NARROW"],
    [[{ operator: "sender", operand: "me" }], "BAD_NARROW"],
    [[{ operator: "channel", operand: "nope" }], "STREAM_DOES_NOT_EXIST"],
  ])("%j are refused with %s", async (narrow, code) => {
    expect(await count(admin, narrow)).toBe(code);
  });
});
