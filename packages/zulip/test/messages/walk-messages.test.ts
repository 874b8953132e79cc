import { beforeEach, expect, test } from "vitest";
import { narrow } from "../../src/index.js";
import { startZulip } from "../fake-zulip.js";

let server: Awaited<ReturnType<typeof startZulip>>;
let messages: (typeof server)["client"]["messages"];
let ids: number[];

beforeEach(async () => {
  server = await startZulip();
  messages = server.client.messages;
  await server.client.channels.subscribe({ subscriptions: [{ name: "alpha" }] });
  ids = [];
  for (let i = 0; i < 7; i++) {
    ids.push((await messages.send({ type: "stream", to: "alpha", topic: "t", content: `${i}` })).id);
  }
  return () => server[Symbol.asyncDispose]();
});

const alpha = narrow.channel("alpha");

async function collect(iterable: AsyncIterable<{ id: number }>): Promise<number[]> {
  const seen: number[] = [];
  for await (const { id } of iterable) seen.push(id);
  return seen;
}

test("goes back from the newest message, newest first", async () => {
  expect(await collect(messages.iterate({ narrow: alpha, batch: 3 }))).toEqual(ids.toReversed());
});

test("goes on from the oldest message, oldest first", async () => {
  expect(await collect(messages.iterate({ narrow: alpha, direction: "newer", batch: 2 }))).toEqual(ids);
});

test("begins at a message, which it includes", async () => {
  const from = ids[3] ?? 0;
  expect(await collect(messages.iterate({ narrow: alpha, from, batch: 2 }))).toEqual(
    ids.slice(0, 4).toReversed(),
  );
  const newer = messages.iterate({ narrow: alpha, from, direction: "newer", batch: 2 });
  expect(await collect(newer)).toEqual(ids.slice(3));
});

test("fetches no page before its turn", async () => {
  const gets = () => server.fake.requests.filter(({ method }) => method === "GET").length;
  for await (const { id } of messages.iterate({ narrow: alpha, batch: 3 })) {
    if (id === ids[5]) break;
  }
  expect(gets()).toBe(1);
});

test("a page that is short is not the last one", async () => {
  const only = { found_oldest: false, found_newest: false };
  const page = await messages.list({ narrow: alpha, num_before: 3 });
  server.faults.next({
    match: "GET",
    status: 200,
    body: { result: "success", msg: "", messages: page.items.slice(1), ...only },
  });
  const seen = await collect(messages.iterate({ narrow: alpha, batch: 3 }));
  expect(seen).toEqual(ids.toReversed());
});
