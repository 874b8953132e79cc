import { NotFoundError } from "@platformq/resilience";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTarget, type Target } from "./zulip.js";

let target: Target;
let streamId: number | undefined;

beforeAll(async () => {
  target = await openTarget();
});

afterAll(async () => {
  if (streamId !== undefined) await target.client.channels.archive(streamId);
  await target[Symbol.asyncDispose]();
});

test("the server tells who signs in and what it is", async () => {
  const { account, version } = await target.client.testConnection();
  expect(account).toBe((await target.client.users.me()).email);
  expect(version).toMatch(/^\d+\.\d+/);
});

test("a channel that is not there is created by subscribing, once", async () => {
  const { client, channel } = target;
  await expect(client.channels.getId(channel)).rejects.toBeInstanceOf(NotFoundError);
  const { user_id } = await client.users.me();
  const params = { subscriptions: [{ name: channel, description: "A contract" }], principals: [user_id] };
  expect(Object.values((await client.channels.subscribe(params)).subscribed)).toEqual([[channel]]);
  expect(Object.values((await client.channels.subscribe(params)).already_subscribed)).toEqual([[channel]]);
  streamId = await client.channels.getId(channel);
  expect(await client.channels.get(streamId)).toMatchObject({ name: channel, description: "A contract" });
  expect(await client.channels.subscribers(streamId)).toContain(user_id);
});

test("a message is sent, found, edited and deleted", async () => {
  const { client, channel } = target;
  const topic = "Welcome";
  const { id } = await client.messages.send({ type: "stream", to: channel, topic, content: "**Hello**" });
  const narrow = [
    { operator: "stream", operand: channel },
    { operator: "topic", operand: topic },
  ];
  const { items } = await client.messages.list({ narrow, apply_markdown: false });
  expect(items.map((message) => [message.id, message.content])).toContainEqual([id, "**Hello**"]);
  await client.messages.update(id, { content: "Good bye" });
  expect((await client.messages.get(id, { apply_markdown: false })).content).toBe("Good bye");
  await client.messages.delete(id);
  await expect(client.messages.get(id)).rejects.toBeInstanceOf(NotFoundError);
});
