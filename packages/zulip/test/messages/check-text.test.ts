import { InvalidInputError } from "@platformq/resilience";
import { beforeEach, expect, test } from "vitest";
import { startZulip } from "../fake-zulip.js";

let server: Awaited<ReturnType<typeof startZulip>>;
let messages: (typeof server)["client"]["messages"];

beforeEach(async () => {
  server = await startZulip();
  messages = server.client.messages;
  await server.client.channels.subscribe({ subscriptions: [{ name: "alpha" }] });
  return () => server[Symbol.asyncDispose]();
});

const hello = { type: "stream", to: "alpha", topic: "t", content: "Hello" } as const;
const asked = () => server.fake.requests.filter(({ path }) => path.endsWith("/register")).length;

test("text the server would cut is refused with its limit, and not sent", async () => {
  const content = "x".repeat(10_001);
  await expect(messages.send({ ...hello, content })).rejects.toThrow(
    "The content is 10001 characters long; the server takes 10000",
  );
  const topic = "y".repeat(61);
  await expect(messages.send({ ...hello, topic })).rejects.toThrow("The topic is 61 characters long");
  expect(server.fake.state.messages.size).toBe(0);
});

test("an edit is checked as well", async () => {
  const { id } = await messages.send(hello);
  await expect(messages.update(id, { content: "x".repeat(10_001) })).rejects.toBeInstanceOf(
    InvalidInputError,
  );
  await expect(messages.update(id, { topic: "x".repeat(61) })).rejects.toBeInstanceOf(InvalidInputError);
});

test("drafts are checked as well", async () => {
  const { drafts } = server.client;
  const draft = { type: "private", to: [11], topic: "", content: "x" } as const;
  const [id = 0] = await drafts.create([draft]);
  const long = { ...draft, content: "x".repeat(10_001) };
  await expect(drafts.create([draft, long])).rejects.toBeInstanceOf(InvalidInputError);
  await expect(drafts.update(id, long)).rejects.toBeInstanceOf(InvalidInputError);
  expect((await drafts.list()).items).toMatchObject([draft]);
});

test("characters are counted, not code units, and the space the server strips is not", async () => {
  const content = `${"😀".repeat(10_000)}\n\n`;
  const { id } = await messages.send({ ...hello, content, topic: ` ${"😀".repeat(60)} ` });
  expect((await messages.get(id, { apply_markdown: false })).content).toBe(content.trimEnd());
});

test("the limit is the server's own, asked for once and only by what is longer than usual", async () => {
  await messages.send({ ...hello, content: "x".repeat(10_000) });
  expect(asked()).toBe(0);
  server.faults.next({
    match: "/register",
    status: 200,
    body: { result: "success", msg: "", queue_id: "q", max_message_length: 20_000, max_topic_length: 60 },
  });
  await messages.send({ ...hello, content: "x".repeat(10_001) });
  await expect(messages.send({ ...hello, content: "x".repeat(20_001) })).rejects.toThrow("takes 20000");
  expect(asked()).toBe(1);
});

test("the queue that asking opens is closed again", async () => {
  await messages.send({ ...hello, content: "x".repeat(10_001) }).catch(() => {});
  const { method, path, status } = server.fake.requests.at(-1) ?? {};
  expect([method, path, status]).toEqual(["DELETE", "/api/v1/events", 200]);
});
