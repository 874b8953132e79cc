import { BadRequestError, InvalidInputError, NotFoundError } from "@platformq/resilience";
import { afterAll, beforeAll, expect, test } from "vitest";
import { block, mention, narrow } from "../../src/index.js";
import { openTarget, type Target } from "./zulip.js";

let target: Target;
let streamId: number;

beforeAll(async () => {
  target = await openTarget();
  const { client, channel } = target;
  await client.channels.subscribe({ subscriptions: [{ name: channel }] });
  streamId = await client.channels.getId(channel);
});

afterAll(async () => {
  await target.client.channels.archive(streamId);
  await target[Symbol.asyncDispose]();
});

const send = async (topic: string, content: string): Promise<number> =>
  (await target.client.messages.send({ type: "channel", to: streamId, topic, content })).id;

test("a reaction is added once, shown, and removed once", async () => {
  const { messages, reactions } = target.client;
  const id = await send("reactions", "Hi");
  const tada = { emoji_name: "tada" };
  await reactions.add(id, tada);
  await expect(reactions.add(id, tada)).rejects.toMatchObject({ code: "REACTION_ALREADY_EXISTS" });
  expect((await messages.get(id)).reactions).toMatchObject([{ emoji_code: "1f389", ...tada }]);
  await reactions.remove(id, tada);
  await expect(reactions.remove(id, tada)).rejects.toMatchObject({ code: "REACTION_DOES_NOT_EXIST" });
});

test("flags are set one by one and by a narrow", async () => {
  const { messageFlags, messages } = target.client;
  const ids = [await send("flags", "1"), await send("flags", "2")];
  await messageFlags.update({ messages: ids.slice(0, 1), op: "add", flag: "starred" });
  const search = narrow.channel(streamId).topic("flags");
  const starred = await messages.list({ narrow: search.is("starred") });
  expect(starred.items.map(({ id }) => id)).toEqual(ids.slice(0, 1));
  const { updated_count } = await messageFlags.updateForNarrow({
    anchor: "oldest",
    num_before: 0,
    num_after: 10,
    narrow: search,
    op: "add",
    flag: "starred",
  });
  expect(updated_count).toBe(1);
});

test("an edited message keeps its history, and a moved one takes its topic along", async () => {
  const { messages, topics } = target.client;
  const ids = [await send("from", "one"), await send("from", "two")];
  const [first = 0] = ids;
  await messages.update(first, { content: "uno" });
  expect((await messages.history(first)).map(({ content }) => content)).toEqual(["one", "uno"]);
  await messages.update(first, { topic: "onto", propagate_mode: "change_all" });
  const { items } = await messages.list({ narrow: narrow.channel(streamId).topic("onto") });
  expect(items.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  expect((await topics.list(streamId)).items.map(({ name }) => name)).toContain("onto");
});

test("a message is sent once under its key", async () => {
  const { messages } = target.client;
  const message = { type: "channel", to: streamId, topic: "once", content: "Released" } as const;
  const first = await messages.sendOnce(message, { dedupeKey: "release" });
  expect(await messages.sendOnce(message, { dedupeKey: "release" })).toMatchObject({
    id: first.id,
    found: true,
  });
});

test("a narrow tells which messages it shows", async () => {
  const ids = [await send("matches", "yes"), await send("other", "no")];
  const search = narrow.channel(streamId).topic("matches");
  const matches = await target.client.messages.matchesNarrow({ msg_ids: ids, narrow: search });
  expect(Object.keys(matches).map(Number)).toEqual(ids.slice(0, 1));
});

test("formatted text keeps its bounds", async () => {
  const { client } = target;
  const me = await client.users.me();
  const code = block.code("```\nnot the end", "text");
  const id = await send("formatted", `${mention.silentUser(me)}\n${code}`);
  const { content } = await client.messages.get(id, { apply_markdown: false });
  expect(content).toContain("not the end");
  expect(await client.messages.render({ content: "**bold**" })).toContain("<strong>bold</strong>");
});

test("names that look like numbers are names", async () => {
  const to = String(Number.MAX_SAFE_INTEGER);
  const message = { type: "channel", to, topic: "t", content: "x" } as const;
  const error = await target.client.messages.send(message).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(NotFoundError);
  expect(error).toMatchObject({ code: "STREAM_DOES_NOT_EXIST" });
});

test("text the server would cut is refused, and so are recipients nobody can be", async () => {
  const { messages } = target.client;
  await expect(send("t".repeat(1_000), "x")).rejects.toBeInstanceOf(InvalidInputError);
  const nobody = messages.send({ type: "direct", to: [], content: "x" });
  await expect(nobody).rejects.toBeInstanceOf(InvalidInputError);
  const unknown = messages.send({ type: "direct", to: [2 ** 31 - 1], content: "x" });
  await expect(unknown).rejects.toBeInstanceOf(BadRequestError);
});
