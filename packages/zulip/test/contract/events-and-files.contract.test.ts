import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { narrow } from "../../src/index.js";
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

test("a message comes as an event, and so does a reaction to it", async () => {
  const { client, channel } = target;
  const stream = client.events.stream({
    event_types: ["message", "reaction"],
    narrow: narrow.channel(channel),
  });
  await stream.ready();
  const { id } = await client.messages.send({ type: "channel", to: streamId, topic: "t", content: "Hello" });
  await client.reactions.add(id, { emoji_name: "tada" });
  const seen: string[] = [];
  for await (const event of stream) {
    if (event.type === "message" && event.message.id === id) seen.push(event.message.content);
    if (event.type === "reaction" && event.message_id === id) seen.push(event.emoji_name);
    if (seen.length === 2) break;
  }
  expect(seen).toEqual(["Hello", "tada"]);
});

test("messages are gone through in both directions", async () => {
  const { client, channel } = target;
  const ids: number[] = [];
  for (const content of ["1", "2", "3"]) {
    ids.push((await client.messages.send({ type: "channel", to: streamId, topic: "walk", content })).id);
  }
  const search = narrow.channel(channel).topic("walk");
  const walk = async (direction: "newer" | "older") => {
    const seen: number[] = [];
    for await (const { id } of client.messages.iterate({ narrow: search, direction, batch: 2 }))
      seen.push(id);
    return seen;
  };
  expect(await walk("newer")).toEqual(ids);
  expect(await walk("older")).toEqual(ids.toReversed());
});

test("a file is uploaded, linked to and downloaded", async () => {
  const { uploads } = target.client;
  const { url } = await uploads.upload(new TextEncoder().encode("Grüße"), { filename: "grüße.txt" });
  expect(await text((await uploads.download(url)).body)).toBe("Grüße");
  expect(await (await fetch(await uploads.temporaryUrl(url))).text()).toBe("Grüße");
  const attachment = (await uploads.list()).items.find(({ path_id }) => url.endsWith(path_id));
  if (attachment) await uploads.delete(attachment.id);
});

test("a draft is kept, changed and deleted", async () => {
  const { drafts } = target.client;
  const draft = { type: "stream", to: [streamId], topic: "t", content: "Later" } as const;
  const [id = 0] = await drafts.create([draft]);
  await drafts.update(id, { ...draft, content: "Much later" });
  expect((await drafts.list()).items.find((found) => found.id === id)?.content).toBe("Much later");
  await drafts.delete(id);
});
