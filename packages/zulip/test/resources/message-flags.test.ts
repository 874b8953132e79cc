import { BadRequestError } from "@platformq/resilience";
import { beforeEach, expect, test } from "vitest";
import { narrow } from "../../src/index.js";
import { startZulip } from "../fake-zulip.js";

let server: Awaited<ReturnType<typeof startZulip>>;
let anna: (typeof server)["client"];
let ids: number[];
let streamId: number;

beforeEach(async () => {
  server = await startZulip();
  anna = server.connect({ email: "anna@example.com", apiKey: "testkeyanna".padEnd(32, "0") });
  const { channels, messages } = server.client;
  await channels.subscribe({ subscriptions: [{ name: "alpha" }], principals: [10, 11] });
  streamId = await channels.getId("alpha");
  ids = [];
  for (const topic of ["a", "a", "b"]) {
    ids.push((await messages.send({ type: "channel", to: streamId, topic, content: "x" })).id);
  }
  return () => server[Symbol.asyncDispose]();
});

const unread = async () =>
  (await anna.messages.list({ narrow: narrow.is("unread") })).items.map(({ id }) => id);

test("update sets and clears a flag of the account's own", async () => {
  const [first = 0] = ids;
  expect(await anna.messageFlags.update({ messages: [first], op: "add", flag: "starred" })).toMatchObject({
    messages: [first],
  });
  expect((await anna.messages.list({ narrow: narrow.is("starred") })).items).toHaveLength(1);
  await anna.messageFlags.update({ messages: [first], op: "remove", flag: "starred" });
  expect((await anna.messages.list({ narrow: narrow.is("starred") })).items).toEqual([]);
  const wrong = anna.messageFlags.update({ messages: [first], op: "add", flag: "mentioned" });
  await expect(wrong).rejects.toBeInstanceOf(BadRequestError);
});

test("updateForNarrow says how far it went", async () => {
  const result = await anna.messageFlags.updateForNarrow({
    anchor: "oldest",
    num_before: 0,
    num_after: 100,
    narrow: narrow.channel("alpha").topic("a"),
    op: "add",
    flag: "read",
  });
  expect(result).toMatchObject({
    processed_count: 2,
    updated_count: 2,
    first_processed_id: ids[0],
    last_processed_id: ids[1],
    found_newest: true,
  });
  expect(await unread()).toEqual([ids[2]]);
});

test("marking as read goes by topic, by channel and for all", async () => {
  await anna.messageFlags.markTopicAsRead(streamId, { topic_name: "b" });
  expect(await unread()).toEqual(ids.slice(0, 2));
  await anna.messageFlags.markChannelAsRead(streamId);
  expect(await unread()).toEqual([]);
});

test("marking all as read goes on while the server says that there is more", async () => {
  const body = { result: "success", msg: "", complete: false };
  server.faults.next({ match: "mark_all_as_read", status: 200, body, times: 2 });
  await anna.messageFlags.markAllAsRead();
  expect(server.fake.requests.filter(({ path }) => path.endsWith("mark_all_as_read"))).toHaveLength(3);
  expect(await unread()).toEqual([]);
});
