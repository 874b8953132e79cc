import { AbortError, DeadlineExceededError } from "@platformq/resilience";
import { beforeEach, expect, test } from "vitest";
import { startZulip } from "./fake-zulip.js";

let server: Awaited<ReturnType<typeof startZulip>>;

beforeEach(async () => {
  server = await startZulip();
  return () => server[Symbol.asyncDispose]();
});

const asked = (path: string) => server.fake.requests.filter((request) => request.path.endsWith(path)).length;
const long = { type: "direct", to: [11], content: "x".repeat(10_001) } as const;

test("a caller that leaves takes nobody else along who waits for the same facts", async () => {
  const abort = new AbortController();
  server.faults.next({ match: "server_settings", delayMs: 50 });
  const leaving = server.client.channels.create({ name: "a" }, { signal: abort.signal });
  const late = server.client.channels.create({ name: "b" }, { deadlineMs: 20 });
  const staying = server.client.channels.create({ name: "c" });
  const refused = [
    expect(leaving).rejects.toBeInstanceOf(AbortError),
    expect(late).rejects.toBeInstanceOf(DeadlineExceededError),
  ];
  abort.abort();
  await Promise.all(refused);
  expect(await staying).toBeTypeOf("number");
  expect(asked("server_settings")).toBe(1);
});

test("the server's limits are shared likewise", async () => {
  const abort = new AbortController();
  server.faults.next({ match: "/register", delayMs: 30 });
  const leaving = server.client.messages.send(long, { signal: abort.signal });
  const staying = server.client.messages.send(long);
  const refused = [
    expect(leaving).rejects.toBeInstanceOf(AbortError),
    expect(staying).rejects.toThrow("the server takes 10000"),
  ];
  abort.abort();
  await Promise.all(refused);
  expect(asked("/register")).toBe(1);
});
