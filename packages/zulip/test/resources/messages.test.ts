import { BadRequestError, ConflictError, NotFoundError, TimeoutError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { narrow } from "../../src/index.js";
import { startZulip } from "../fake-zulip.js";

let server: Awaited<ReturnType<typeof startZulip>>;
let messages: (typeof server)["client"]["messages"];

beforeEach(async () => {
  server = await startZulip();
  messages = server.client.messages;
  await server.client.channels.subscribe({ subscriptions: [{ name: "alpha" }, { name: "123" }] });
  return () => server[Symbol.asyncDispose]();
});

const welcome = { type: "stream", to: "alpha", topic: "Welcome", content: "**Hello**" } as const;

describe("send", () => {
  test("writes to a channel by name and by id", async () => {
    const { id } = await messages.send(welcome);
    const message = await messages.get(id, { apply_markdown: false });
    expect(message).toMatchObject({ subject: "Welcome", content: "**Hello**", display_recipient: "alpha" });
    const to = message.stream_id ?? 0;
    expect(await messages.get((await messages.send({ ...welcome, to })).id)).toMatchObject({ stream_id: to });
  });

  test("takes a channel's name for a name even if it is a number", async () => {
    const { id } = await messages.send({ ...welcome, to: "123" });
    expect(await messages.get(id)).toMatchObject({ display_recipient: "123" });
  });

  test("writes to people by address", async () => {
    const { id } = await messages.send({ type: "direct", to: ["anna@example.com"], content: "Hi" });
    const { display_recipient } = await messages.get(id);
    expect(display_recipient).toContainEqual(expect.objectContaining({ email: "anna@example.com" }));
  });

  test("is not repeated after an unknown outcome, which the error tells", async () => {
    server.faults.next({ match: "POST", reset: "before-response", handled: true });
    await expect(messages.send(welcome)).rejects.toMatchObject({ outcome: "unknown", attempts: 1 });
    server.faults.next({ match: "POST", status: 502, handled: true });
    await expect(messages.send(welcome)).rejects.toMatchObject({ outcome: "unknown", attempts: 1 });
    server.faults.next({ match: "POST", delayMs: 200, handled: true });
    await expect(messages.send(welcome, { timeoutMs: 50 })).rejects.toBeInstanceOf(TimeoutError);
    const sends = server.fake.requests.filter(({ path }) => path.endsWith("/messages"));
    expect(sends).toHaveLength(3);
  });

  test("names a channel that does not exist", async () => {
    const error = await messages.send({ ...welcome, to: "nothing" }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ code: "STREAM_DOES_NOT_EXIST", status: 400 });
  });
});

describe("list", () => {
  const inAlpha = [{ operator: "channel", operand: "alpha" }];

  async function sendMany(count: number): Promise<number[]> {
    const ids: number[] = [];
    for (let i = 0; i < count; i++) ids.push((await messages.send({ ...welcome, content: `${i}` })).id);
    return ids;
  }

  test("walks back to the oldest message, page after page, each message once", async () => {
    const ids = await sendMany(7);
    const page = await messages.list({ narrow: inAlpha, num_before: 3 });
    const seen: number[][] = [];
    for (let next: typeof page | undefined = page; next; next = await next.next()) {
      seen.push(next.items.map(({ id }) => id));
    }
    expect(seen.flat().sort((a, b) => a - b)).toEqual(ids);
    expect(seen[0]?.at(-1)).toBe(ids.at(-1));
  });

  test("walks on to the newest message", async () => {
    const ids = await sendMany(5);
    const page = await messages.list({ narrow: inAlpha, anchor: "oldest", num_after: 2 });
    const seen: number[] = [];
    for await (const { id } of page) seen.push(id);
    expect(seen).toEqual(ids);
  });

  test("gives the surroundings of a message, and no next page", async () => {
    const ids = await sendMany(5);
    const page = await messages.list({ narrow: inAlpha, anchor: ids[2], num_before: 1, num_after: 1 });
    expect(page.items.map(({ id }) => id)).toEqual(ids.slice(1, 4));
    expect(page.hasNext).toBe(false);
  });

  test("finds by topic and sender", async () => {
    const [id] = await sendMany(1);
    await messages.send({ ...welcome, topic: "Other" });
    const terms = [
      ...inAlpha,
      { operator: "topic", operand: "Welcome" },
      { operator: "sender", operand: server.fake.email },
    ];
    expect((await messages.list({ narrow: terms })).items.map((message) => message.id)).toEqual([id]);
  });
});

describe("update and delete", () => {
  test("change the content only while it is as expected", async () => {
    const { id } = await messages.send(welcome);
    await messages.update(id, { content: "changed" });
    const stale = messages.update(id, { content: "again", prev_content_sha256: "0".repeat(64) });
    await expect(stale).rejects.toBeInstanceOf(ConflictError);
    expect(await messages.get(id, { apply_markdown: false })).toMatchObject({ content: "changed" });
  });

  test("remove a message for good", async () => {
    const { id } = await messages.send(welcome);
    await messages.delete(id);
    await expect(messages.get(id)).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe("what can be asked of messages", () => {
  test("getMany gives those that can be read", async () => {
    const { id } = await messages.send(welcome);
    expect((await messages.getMany([id, 4040])).map((message) => message.id)).toEqual([id]);
  });

  test("history gives all versions", async () => {
    const { id } = await messages.send(welcome);
    await messages.update(id, { content: "Good bye" });
    const versions = await messages.history(id);
    expect(versions.map(({ content, prev_content }) => [content, prev_content])).toEqual([
      ["**Hello**", undefined],
      ["Good bye", "**Hello**"],
    ]);
  });

  test("render gives the server's HTML", async () => {
    expect(await messages.render({ content: "**Hello**" })).toBe("<p><strong>Hello</strong></p>");
  });

  test("readReceipts names those who read it", async () => {
    const { id } = await messages.send({ type: "direct", to: [11], content: "Hi" });
    const anna = server.connect({ email: "anna@example.com", apiKey: "testkeyanna".padEnd(32, "0") });
    await anna.messageFlags.update({ messages: [id], op: "add", flag: "read" });
    expect(await messages.readReceipts(id)).toEqual([11]);
  });

  test("matchesNarrow tells by id", async () => {
    const { id } = await messages.send(welcome);
    const other = await messages.send({ ...welcome, topic: "Other" });
    const found = await messages.matchesNarrow({
      msg_ids: [id, other.id],
      narrow: narrow.channel("alpha").topic("Welcome"),
    });
    expect(Object.keys(found)).toEqual([String(id)]);
  });

  test("report needs words for what has no name", async () => {
    const { id } = await messages.send(welcome);
    await messages.report(id, { report_type: "spam" });
    await expect(messages.report(id, { report_type: "other" })).rejects.toBeInstanceOf(BadRequestError);
  });
});
