import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type EventStream,
  narrow,
  type RegisterQueue,
  type StreamEvent,
  type ZulipOptions,
} from "../../src/index.js";
import { startZulip } from "../fake-zulip.js";
import { hastyClock } from "../hasty-clock.js";
import { keyOf } from "../thin-endpoint.js";

let server: Awaited<ReturnType<typeof startZulip>>;
let stream: EventStream | undefined;

beforeEach(async () => {
  server = await startZulip();
  await server.client.channels.subscribe({ subscriptions: [{ name: "alpha" }] });
});
afterEach(async () => {
  await stream?.stop();
  stream = undefined;
  await server[Symbol.asyncDispose]();
});

const send = async (content: string): Promise<unknown> =>
  server.client.messages.send({ type: "channel", to: "alpha", topic: "t", content });
const requests = (line: string) =>
  server.fake.requests.filter(({ method, path }) => `${method} ${path}`.endsWith(line));

/** Opens a stream of messages; what `next` gives is the next event. */
async function open(params: RegisterQueue = {}, account: Partial<ZulipOptions> = {}) {
  const client = server.connect({ clock: hastyClock, ...account });
  stream = client.events.stream({ event_types: ["message"], ...params });
  await stream.ready();
  const iterator = stream[Symbol.asyncIterator]();
  const next = async (): Promise<StreamEvent | undefined> => (await iterator.next()).value ?? undefined;
  const nextContent = async () => {
    const event = await next();
    return event?.type === "message" ? event.message.content : event?.type;
  };
  return { next, nextContent };
}

test.each([{ all_public_streams: true }, { all_public_streams: true, narrow: narrow.channel("alpha") }])(
  "a lost queue brings nothing that was there before the stream, with %j",
  async (params) => {
    await send("old");
    const anna = { email: "anna@example.com", apiKey: keyOf("anna") };
    const { nextContent } = await open(params, anna);
    server.fake.queues.clear();
    await send("new");
    expect(await nextContent()).toBe("new");
  },
);

test("a stream needs no request beforehand where the account's own newest message says enough", async () => {
  await open();
  expect(requests("GET /api/v1/messages")).toEqual([]);
});

test("what was written in a channel newer than the stream is brought", async () => {
  const { nextContent } = await open({ narrow: narrow.channel("beta") });
  server.fake.queues.clear();
  await server.client.channels.subscribe({ subscriptions: [{ name: "beta" }] });
  await server.client.messages.send({ type: "channel", to: "beta", topic: "t", content: "1" });
  expect(await nextContent()).toBe("1");
});

test.each([
  { status: 400, body: { result: "error", msg: "no", code: "BAD_NARROW" } },
  { status: 200, body: { result: "success", msg: "", messages: [{ id: "1" }] } },
])("a stream goes on after a gap when the server does not give what was missed: %j", async (fault) => {
  const { next, nextContent } = await open();
  server.fake.queues.clear();
  await send("1");
  server.faults.next({ match: "GET /api/v1/messages", ...fault });
  expect(await next()).toMatchObject({ type: "gap", areMessagesLost: true });
  await send("2");
  expect(await nextContent()).toBe("2");
  expect(requests("GET /api/v1/messages")).toHaveLength(1);
});
