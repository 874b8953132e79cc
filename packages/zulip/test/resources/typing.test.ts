import { InvalidInputError } from "@platformq/resilience";
import { beforeEach, describe, expect, test } from "vitest";
import { startZulip } from "../fake-zulip.js";
import { hastyClock } from "../hasty-clock.js";

let server: Awaited<ReturnType<typeof startZulip>>;
let client: (typeof server)["client"];

beforeEach(async () => {
  server = await startZulip();
  client = server.connect({ clock: hastyClock });
  return () => server[Symbol.asyncDispose]();
});

const told = () =>
  server.fake.requests
    .filter(({ path }) => path.endsWith("/typing"))
    .map(({ body }) => (typeof body === "object" && body && "op" in body ? body.op : undefined));
const toAnna = { type: "direct", to: [11] } as const;

test("typing is told by the names that old servers know", async () => {
  const stream_id = await client.channels.create({ name: "alpha" });
  await client.typing.set({ type: "channel", stream_id, topic: "t", op: "start" });
  expect(server.fake.requests.at(-1)?.body).toEqual({
    type: "stream",
    stream_id: String(stream_id),
    topic: "t",
    op: "start",
  });
  await client.typing.set({ ...toAnna, op: "stop" });
  expect(server.fake.requests.at(-1)?.body).toEqual({ type: "direct", to: "[11]", op: "stop" });
  await expect(client.typing.set({ type: "direct", to: [], op: "start" })).rejects.toBeInstanceOf(
    InvalidInputError,
  );
});

test("a channel is a recipient to servers that know it by no other name", async () => {
  const body = { result: "success", msg: "", zulip_version: "7.5", zulip_feature_level: 185 };
  server.faults.next({ match: "server_settings", status: 200, body });
  server.faults.next({ match: "/typing", status: 200, body: { result: "success", msg: "" } });
  await client.typing.set({ type: "stream", stream_id: 3, topic: "t", op: "start" });
  expect(server.fake.requests.at(-1)?.body).toEqual({ type: "stream", to: "[3]", topic: "t", op: "start" });
});

test("editing is told of the message", async () => {
  const { id } = await client.messages.send({ ...toAnna, content: "x" });
  await client.typing.setForMessageEdit(id, { op: "start" });
  expect(server.fake.requests.at(-1)).toMatchObject({ path: `/api/v1/messages/${id}/typing`, status: 200 });
});

describe("a notice", () => {
  test("is told again and again until it is stopped", async () => {
    const notice = await client.typing.start(toAnna);
    while (told().length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    await notice.stop();
    await notice.stop();
    const ops = told();
    expect(ops.slice(0, 3)).toEqual(["start", "start", "start"]);
    expect(ops.filter((op) => op === "stop")).toHaveLength(1);
  });

  test("ends with its scope, and with the client", async () => {
    {
      await using _ = await client.typing.start(toAnna);
    }
    expect(told()).toEqual(["start", "stop"]);
    await client.typing.start(toAnna);
    await client.close();
    expect(told()).toEqual(["start", "stop", "start", "stop"]);
  });

  test("ends with its signal, and others are told", async () => {
    const abort = new AbortController();
    const notice = await client.typing.start(toAnna, { signal: abort.signal });
    abort.abort();
    await notice.stop();
    expect(told()).toEqual(["start", "stop"]);
  });

  test("ends without an error when nobody can be told", async () => {
    const notice = await client.typing.start(toAnna);
    server.faults.next({ match: "/typing", status: 400, times: 1_000 });
    await notice[Symbol.asyncDispose]();
    await client.typing.set({ ...toAnna, op: "stop" }).catch(() => {});
    await client.close();
  });

  test("survives a failure in between", async () => {
    const notice = await client.typing.start(toAnna);
    server.faults.next({ match: "/typing", status: 400, times: 1 });
    while (told().length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    await notice.stop();
    expect(told().at(-1)).toBe("stop");
  });
});
