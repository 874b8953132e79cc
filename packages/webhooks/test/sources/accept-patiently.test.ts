import { memoryQueue } from "@platformq/queue";
import { ManualClock } from "@platformq/testing";
import { describe, expect, it, vi } from "vitest";
import { samplePayloads } from "../../src/signing/sample-payloads.js";
import { acceptPatiently } from "../../src/sources/accept-patiently.js";
import { Poller } from "../../src/sources/poller.js";
import { forwardZulipEvents } from "../../src/sources/zulip-events.js";
import { Webhooks } from "../../src/webhooks.js";
import { secrets } from "../support/secrets.js";

const payload = samplePayloads.openproject["project:created"];
const from = { via: "poll", signal: new AbortController().signal } as const;

describe("a source", () => {
  it("does not wait for a queue that was closed", async () => {
    const queue = memoryQueue();
    const webhooks = new Webhooks({ ...secrets, queue });
    await acceptPatiently(webhooks, "openproject", payload, from);
    await queue.close();
    const closed = expect.objectContaining({ cause: expect.objectContaining({ code: "QUEUE_CLOSED" }) });
    await expect(acceptPatiently(webhooks, "openproject", payload, { ...from, id: "2" })).rejects.toThrow(
      closed,
    );
  });

  it.each([
    ["too long", "x".repeat(300), RangeError],
    ["not writable", "\0", TypeError],
  ])("does not wait for a queue to take an id that is %s", async (_, id, kind) => {
    await using webhooks = new Webhooks(secrets);
    const refused = acceptPatiently(webhooks, "openproject", payload, { ...from, id });
    await expect(refused).rejects.toThrow(expect.objectContaining({ cause: expect.any(kind) }));
  });

  it("of events ends when the webhooks are closed, also while nothing happens", async () => {
    await using queue = memoryQueue();
    const webhooks = new Webhooks({ ...secrets, queue });
    const events = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
    const forwardings = [
      forwardZulipEvents(webhooks, events),
      forwardZulipEvents(webhooks, events, { signal: new AbortController().signal }),
    ];
    await webhooks.close();
    await Promise.all(forwardings);
  });

  it("that polls ends when the webhooks are closed, and does not begin after it", async () => {
    await using queue = memoryQueue();
    const webhooks = new Webhooks({ ...secrets, queue });
    const clock = new ManualClock();
    const poll = vi.fn(async () => {});
    const poller = new Poller(poll, { intervalMs: 1_000, clock }, webhooks.closing);
    await poller.runNow();
    await webhooks.close();
    clock.advance(5_000);
    await poller.runNow();
    await new Poller(poll, { clock }, webhooks.closing).runNow();
    expect(poll).toHaveBeenCalledTimes(1);
  });
});
