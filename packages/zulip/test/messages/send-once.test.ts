import { type Clock, NotFoundError, PlatformError, systemClock } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { startZulip } from "../fake-zulip.js";
import { hastyClock } from "../hasty-clock.js";
import { keyOf } from "../thin-endpoint.js";

let server: Awaited<ReturnType<typeof startZulip>>;
let messages: (typeof server)["client"]["messages"];

beforeEach(async () => {
  server = await startZulip();
  messages = server.connect({ clock: hastyClock }).messages;
  await server.client.channels.subscribe({ subscriptions: [{ name: "alpha" }] });
  return () => server[Symbol.asyncDispose]();
});

const news = { type: "channel", to: "alpha", topic: "News", content: "\nReleased 1.2 \n" } as const;
const requests = (method: string) => server.fake.requests.filter((request) => request.method === method);
const sent = () => requests("POST").filter(({ path }) => path.endsWith("/messages")).length;
const stored = () => [...server.fake.state.messages.values()];

/** Messages of a client that waits for its second look until something else has happened. */
function whileItWaits(happen: () => Promise<unknown>) {
  const setTimeout: Clock["setTimeout"] = (callback, delayMs) => {
    if (delayMs !== 1_000) return hastyClock.setTimeout(callback, delayMs);
    void happen().then(callback);
    return systemClock.setTimeout(() => {}, 0);
  };
  return server.connect({ clock: { ...hastyClock, setTimeout } }).messages;
}

describe("a message whose answer is lost", () => {
  test.each([
    { reset: "before-response", handled: true } as const,
    { status: 502, handled: true },
    { status: 500, handled: true },
  ])("by %j is found and not sent again", async (fault) => {
    server.faults.next({ match: "POST", ...fault });
    const { id, found } = await messages.sendOnce(news, { dedupeKey: "release" });
    expect(found).toBe(true);
    expect(stored().map((message) => message.id)).toEqual([id]);
    expect(sent()).toBe(1);
  });

  test("is found in a direct conversation too, by ids and by addresses", async () => {
    for (const to of [[11, 12], ["anna@example.com"]] as const) {
      server.faults.next({ match: "POST", reset: "before-response", handled: true });
      const message = { type: "direct", to, content: "psst" } as const;
      expect(await messages.sendOnce(message, { dedupeKey: String(to) })).toMatchObject({ found: true });
    }
    expect(stored()).toHaveLength(2);
  });

  test("is found by an account that signs in with another address than the API knows it by", async () => {
    const ben = server.connect({ clock: hastyClock, email: "ben@example.com", apiKey: keyOf("ben") });
    server.faults.next({ match: "POST", reset: "before-response", handled: true });
    expect(await ben.messages.sendOnce(news, { dedupeKey: "release" })).toMatchObject({ found: true });
  });

  test("is waited for, since the server may still be at work on it", async () => {
    server.faults.next({ match: "POST", status: 504 });
    const patient = whileItWaits(() => server.client.messages.send(news));
    expect(await patient.sendOnce(news, { dedupeKey: "slow" })).toMatchObject({ found: true });
    expect(stored()).toHaveLength(1);
  });
});

test("a message that did not arrive is sent again", async () => {
  server.faults.next({ match: "POST", status: 502 });
  const { id, found } = await messages.sendOnce(news, { dedupeKey: "release" });
  expect(found).toBe(false);
  expect(stored().map((message) => message.id)).toEqual([id]);
  expect(sent()).toBe(2);
});

test("an equal message from before is another one", async () => {
  const earlier = await server.client.messages.send(news);
  const old = server.fake.state.messages.get(earlier.id);
  if (old) server.fake.state.messages.set(old.id, { ...old, timestamp: old.timestamp - 60 });
  server.faults.next({ match: "POST", status: 502 });
  const { id } = await messages.sendOnce(news, { dedupeKey: "release" });
  expect(id).not.toBe(earlier.id);
  expect(stored()).toHaveLength(2);
});

test("an equal message in another topic is another one", async () => {
  server.faults.next({ match: "POST", status: 502 });
  const patient = whileItWaits(() => server.client.messages.send({ ...news, topic: "Drafts" }));
  expect(await patient.sendOnce(news, { dedupeKey: "release" })).toMatchObject({ found: false });
  expect(stored().map(({ topic }) => topic)).toEqual(["Drafts", "News"]);
});

test("a message without a topic is found by its channel", async () => {
  server.faults.next({ match: "POST", reset: "before-response", handled: true });
  const { found } = await messages.sendOnce({ ...news, topic: "(no topic)" }, { dedupeKey: "release" });
  expect(found).toBe(true);
});

test("equal messages under two keys are two, even if the second one's answer is lost", async () => {
  const first = await messages.sendOnce(news, { dedupeKey: "one" });
  server.faults.next({ match: "POST", status: 502 });
  const second = await messages.sendOnce(news, { dedupeKey: "two" });
  expect(second.id).not.toBe(first.id);
  expect(stored()).toHaveLength(2);
});

test("one key sends once, also when calls run side by side", async () => {
  const once = { dedupeKey: "release" };
  const results = await Promise.all([messages.sendOnce(news, once), messages.sendOnce(news, once)]);
  results.push(await messages.sendOnce(news, once));
  expect(results.map(({ found }) => found)).toEqual([false, true, true]);
  expect(new Set(results.map(({ id }) => id)).size).toBe(1);
  expect(sent()).toBe(1);
});

test("a message the server refuses is not looked for, and its key may be used again", async () => {
  const once = { dedupeKey: "release" };
  const refused = messages.sendOnce({ ...news, to: "nothing" }, once);
  await expect(refused).rejects.toBeInstanceOf(NotFoundError);
  expect(requests("GET")).toEqual([]);
  expect(await messages.sendOnce(news, once)).toMatchObject({ found: false });
});

test("the outcome stays unknown when nobody can tell", async () => {
  server.faults.down({ status: 502, handled: true });
  const error = await messages.sendOnce(news, { dedupeKey: "release" }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(PlatformError);
  expect(error).toMatchObject({ operation: "POST api/v1/messages", outcome: "unknown" });
});

test("a message the server never keeps is given up after three sendings", async () => {
  server.faults.next({ match: "POST", status: 502, times: 9 });
  await expect(messages.sendOnce(news, { dedupeKey: "x" })).rejects.toMatchObject({ outcome: "unknown" });
  expect(sent()).toBe(3);
});

test("whose clock is wrong does not matter", async () => {
  const clock = { ...hastyClock, date: () => Date.now() + 86_400_000 };
  const client = server.connect({ clock });
  server.faults.next({ match: "POST", reset: "before-response", handled: true });
  expect(await client.messages.sendOnce(news, { dedupeKey: "x" })).toMatchObject({ found: true });
  expect(stored()).toHaveLength(1);
});
