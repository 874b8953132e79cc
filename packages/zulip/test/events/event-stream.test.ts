import { AbortError, BadRequestError, InvalidInputError, UnauthorizedError } from "@platformq/resilience";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type EventStream, narrow, type RegisterQueue, type StreamEvent } from "../../src/index.js";
import { startZulip } from "../fake-zulip.js";
import { hastyClock } from "../hasty-clock.js";

let server: Awaited<ReturnType<typeof startZulip>>;
let client: (typeof server)["client"];
let stream: EventStream | undefined;

beforeEach(async () => {
  server = await startZulip();
  client = server.connect({ clock: hastyClock });
  await client.channels.subscribe({ subscriptions: [{ name: "alpha" }] });
});
afterEach(async () => {
  await stream?.stop();
  stream = undefined;
  await server[Symbol.asyncDispose]();
});

const send = async (content: string, topic = "t") =>
  (await server.client.messages.send({ type: "channel", to: "alpha", topic, content })).id;

/** Opens a stream; what `next` gives is the next event, in short. */
async function open(params: RegisterQueue, signal?: AbortSignal) {
  stream = client.events.stream(params, { signal });
  const state = await stream.ready();
  const iterator = stream[Symbol.asyncIterator]();
  const next = async (): Promise<StreamEvent | undefined> => (await iterator.next()).value ?? undefined;
  const nextContent = async () => {
    const event = await next();
    return event?.type === "message" ? event.message.content : event?.type;
  };
  return { state, iterator, next, nextContent };
}

const messagesOnly = { event_types: ["message"] } satisfies RegisterQueue;
const requests = (line: string) =>
  server.fake.requests.filter(({ method, path }) => `${method} ${path}`.endsWith(line));

describe("a stream", () => {
  test("brings what happens, typed, in order", async () => {
    const { next } = await open({ event_types: ["message", "reaction"] });
    const id = await send("**Hi**");
    await server.client.reactions.add(id, { emoji_name: "tada" });
    const first = await next();
    expect(first?.type === "message" && first.message).toMatchObject({ id, content: "**Hi**" });
    const second = await next();
    expect(second?.type === "reaction" && [second.op, second.emoji_name]).toEqual(["add", "tada"]);
  });

  test("gives the state that was asked for, and no other", async () => {
    const { state } = await open({ event_types: ["message"], fetch_event_types: ["subscription"] });
    expect(state.subscriptions?.map(({ name }) => name)).toEqual(["alpha"]);
    expect(state).not.toHaveProperty("realm_users");
    expect(requests("POST /api/v1/register").at(-1)?.body).toMatchObject({
      event_types: '["message"]',
      fetch_event_types: '["subscription","message"]',
    });
  });

  test("is narrowed by the server", async () => {
    const { nextContent } = await open({ ...messagesOnly, narrow: narrow.channel("alpha").topic("b") });
    await send("no", "a");
    await send("yes", "b");
    expect(await nextContent()).toBe("yes");
    expect(() => client.events.stream({ narrow: narrow.has("link") })).toThrow(InvalidInputError);
  });

  test("keeps heartbeats to itself", async () => {
    await using quick = await startZulip({ heartbeatMs: 10 });
    await quick.client.channels.subscribe({ subscriptions: [{ name: "alpha" }] });
    const events = quick.client.events.stream(messagesOnly)[Symbol.asyncIterator]();
    const first = events.next();
    const polls = () => quick.fake.requests.filter(({ path }) => path.endsWith("/events")).length;
    while (polls() < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    await quick.client.messages.send({ type: "channel", to: "alpha", topic: "t", content: "x" });
    expect((await first).value).toMatchObject({ type: "message" });
    await events.return();
  });

  test("passes on events of kinds it does not know", async () => {
    const { next } = await open({});
    server.fake.queues.publish({ type: "from_the_future", what: 1 });
    server.fake.queues.publish({ type: "typing", op: "dance" });
    expect(await next()).toMatchObject({ type: "unknown", event: { type: "from_the_future", what: 1 } });
    expect(await next()).toMatchObject({ type: "unknown", event: { type: "typing", op: "dance" } });
  });

  test("has one reader", async () => {
    const { next } = await open(messagesOnly);
    await send("x");
    await next();
    await expect(stream?.[Symbol.asyncIterator]().next()).rejects.toBeInstanceOf(InvalidInputError);
  });
});

describe("a lost queue", () => {
  test("is opened anew, and the messages in between are brought, each once and in order", async () => {
    const { nextContent } = await open(messagesOnly);
    await send("1");
    expect(await nextContent()).toBe("1");
    server.fake.queues.clear();
    await send("2");
    await send("3");
    expect([await nextContent(), await nextContent()]).toEqual(["2", "3"]);
    await send("4");
    expect(await nextContent()).toBe("4");
    expect(requests("POST /api/v1/register")).toHaveLength(2);
  });

  test("brings what was sent before the first event too", async () => {
    await send("old");
    const { nextContent } = await open(messagesOnly);
    server.fake.queues.clear();
    await send("new");
    expect(await nextContent()).toBe("new");
  });

  test("brings a message once that comes while the missed ones are fetched", async () => {
    const { nextContent } = await open(messagesOnly);
    server.fake.queues.clear();
    await send("1");
    server.faults.next({ match: "GET /api/v1/messages", delayMs: 60 });
    const first = nextContent();
    while (requests("POST /api/v1/register").length < 2)
      await new Promise((resolve) => setTimeout(resolve, 2));
    await send("2");
    await send("3");
    const seen = [await first, await nextContent(), await nextContent()];
    await send("4");
    expect([...seen, await nextContent()]).toEqual(["1", "2", "3", "4"]);
  });

  test("is told as a gap, with the new state, when there is more than messages to miss", async () => {
    const { next, nextContent } = await open({
      event_types: ["message", "stream"],
      fetch_event_types: ["stream"],
    });
    server.fake.queues.clear();
    await server.client.channels.subscribe({ subscriptions: [{ name: "beta" }] });
    await send("1");
    const gap = await next();
    expect(gap?.type === "gap" && gap.state.streams?.map(({ name }) => name)).toEqual(["alpha", "beta"]);
    expect(await nextContent()).toBe("1");
  });

  test("is narrowed as before, and reads public channels where that was asked for", async () => {
    const bot = server.connect({ email: "anna@example.com", apiKey: "testkeyanna".padEnd(32, "0") });
    const events = bot.events.stream({ ...messagesOnly, all_public_streams: true });
    await events.ready();
    server.fake.queues.clear();
    await send("public");
    await server.client.messages.send({ type: "direct", to: [11], content: "direct" });
    const seen: string[] = [];
    for await (const event of events) {
      if (event.type === "message") seen.push(event.message.content);
      if (seen.length === 2) break;
    }
    expect(seen).toEqual(["public", "direct"]);
  });

  test("is also one whose events the server counts otherwise", async () => {
    const { nextContent } = await open(messagesOnly);
    const body = {
      result: "error",
      msg: "An event newer than 3 has already been pruned!",
      code: "BAD_REQUEST",
    };
    server.faults.next({ match: "GET /api/v1/events", status: 400, body });
    await send("1");
    expect(await nextContent()).toBe("1");
    expect(requests("POST /api/v1/register")).toHaveLength(2);
  });

  test("keeps on being opened until the server takes it", async () => {
    const { nextContent } = await open(messagesOnly);
    server.fake.queues.clear();
    server.faults.next({ match: "/register", status: 502, times: 4 });
    await send("1");
    expect(await nextContent()).toBe("1");
  });

  test("keeps the messages fetched so far when fetching breaks off", async () => {
    const { nextContent } = await open(messagesOnly);
    server.fake.queues.clear();
    for (const content of ["1", "2"]) await send(content);
    server.faults.next({ match: "GET /api/v1/messages", status: 500, times: 4 });
    expect([await nextContent(), await nextContent()]).toEqual(["1", "2"]);
  });
});

describe("a lost connection", () => {
  test("goes on with the same queue", async () => {
    const { nextContent } = await open(messagesOnly);
    server.faults.next({ match: "GET /api/v1/events", reset: "before-response", times: 3 });
    const first = nextContent();
    await send("1");
    expect(await first).toBe("1");
    expect(requests("POST /api/v1/register")).toHaveLength(1);
  });

  test("whose answer was lost brings its events again, once", async () => {
    const { nextContent } = await open(messagesOnly);
    await send("1");
    server.faults.next({ match: "GET /api/v1/events", reset: "mid-body" });
    expect(await nextContent()).toBe("1");
    await send("2");
    expect(await nextContent()).toBe("2");
  });

  test("opens no circuit and takes no token", async () => {
    const { nextContent } = await open(messagesOnly);
    server.faults.next({ match: "GET /api/v1/events", status: 502, times: 12 });
    await send("1");
    expect(await nextContent()).toBe("1");
    expect(await client.users.me()).toMatchObject({ email: "admin@example.com" });
  });
});

describe("a stream ends", () => {
  test("when its loop is left, and closes its queue", async () => {
    const events = client.events.stream(messagesOnly);
    await events.ready();
    await send("1");
    for await (const event of events) {
      expect(event.type).toBe("message");
      break;
    }
    expect(requests("DELETE /api/v1/events")).toHaveLength(1);
  });

  test("when the signal aborts, without an error", async () => {
    const abort = new AbortController();
    const { iterator } = await open(messagesOnly, abort.signal);
    const pending = iterator.next();
    setTimeout(() => abort.abort(), 20);
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(requests("DELETE /api/v1/events")).toHaveLength(1);
  });

  test("when the client is closed, at once", async () => {
    const { iterator } = await open(messagesOnly);
    const pending = iterator.next();
    await client.close();
    expect((await pending).done).toBe(true);
    expect(requests("DELETE /api/v1/events")).toHaveLength(1);
  });

  test("with the server's refusal of the account or the parameters", async () => {
    server.faults.next({ match: "/register", status: 401 });
    await expect(client.events.stream().ready()).rejects.toBeInstanceOf(UnauthorizedError);
    const other = server.connect();
    const body = { result: "error", msg: "Invalid", code: "BAD_REQUEST" };
    server.faults.next({ match: "/register", status: 400, body });
    await expect(other.events.stream().ready()).rejects.toBeInstanceOf(BadRequestError);
  });

  test("and is over then", async () => {
    const { iterator } = await open(messagesOnly);
    await stream?.stop();
    expect((await iterator.next()).done).toBe(true);
    const stopped = client.events.stream(messagesOnly, { signal: AbortSignal.abort() });
    await expect(stopped.ready()).rejects.toBeInstanceOf(AbortError);
  });
});

test("forEach goes on after an error of its handler", async () => {
  const abort = new AbortController();
  const seen: string[] = [];
  const errors: unknown[] = [];
  const running = client.events.forEach(
    messagesOnly,
    (event) => {
      if (event.type !== "message") return;
      seen.push(event.message.content);
      if (seen.length === 1) throw new Error("handler");
      abort.abort();
    },
    { signal: abort.signal, onError: (error) => errors.push(error) },
  );
  while (requests("GET /api/v1/events").length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  await send("1");
  await send("2");
  await running;
  expect(seen).toEqual(["1", "2"]);
  expect(errors).toEqual([new Error("handler")]);
});
