import { beforeEach, expect, test } from "vitest";
import { startZulip } from "../fake-zulip.js";

let server: Awaited<ReturnType<typeof startZulip>>;
let topics: (typeof server)["client"]["topics"];
let streamId: number;

beforeEach(async () => {
  server = await startZulip();
  topics = server.client.topics;
  streamId = await server.client.channels.create({ name: "alpha", subscribers: [10] });
  for (const topic of ["a", "b", "a"]) {
    await server.client.messages.send({ type: "channel", to: streamId, topic, content: "x" });
  }
  return () => server[Symbol.asyncDispose]();
});

const last = () => server.fake.requests.at(-1);

test("topics are listed by their newest message", async () => {
  expect((await topics.list(streamId)).items.map(({ name }) => name)).toEqual(["a", "b"]);
});

test("a topic is deleted, however many requests that takes", async () => {
  const body = { result: "success", msg: "", complete: false };
  server.faults.next({ match: "delete_topic", status: 200, body });
  await topics.delete(streamId, { topic_name: "a" });
  expect(server.fake.requests.filter(({ path }) => path.endsWith("delete_topic"))).toHaveLength(2);
  expect((await topics.list(streamId)).items.map(({ name }) => name)).toEqual(["b"]);
});

test("a topic is followed, or muted in the older way", async () => {
  await topics.updateVisibility({ stream_id: streamId, topic: "a", visibility_policy: 3 });
  expect(last()?.body).toEqual({ stream_id: String(streamId), topic: "a", visibility_policy: "3" });
  await topics.mute({ stream_id: streamId, topic: "a", op: "add" });
  expect(last()).toMatchObject({ path: "/api/v1/users/me/subscriptions/muted_topics", status: 200 });
});
