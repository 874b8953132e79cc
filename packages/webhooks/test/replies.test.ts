import { memoryQueue } from "@platformq/queue";
import { silentLogger } from "@platformq/resilience";
import { ManualClock } from "@platformq/testing";
import { describe, expect, it, vi } from "vitest";
import type { WebhooksOptions } from "../src/options.js";
import { samplePayloads } from "../src/signing/sample-payloads.js";
import { forwardZulipEvents } from "../src/sources/zulip-events.js";
import { Webhooks } from "../src/webhooks.js";
import { eventually } from "./support/eventually.js";
import { receive, signAs } from "./support/receive.js";
import { secrets } from "./support/secrets.js";

const sent = samplePayloads.zulip.message;
const noReply = '{"response_not_required":true}';

/** Webhooks whose time stands still, so that no answer is due before its handler is done. */
function create(options: WebhooksOptions = {}) {
  const clock = new ManualClock();
  const warn = vi.fn();
  const webhooks = new Webhooks({ ...secrets, clock, logger: { ...silentLogger, warn }, ...options });
  const ask = async () => (await receive(webhooks, "zulip", signAs.zulip(sent))).body;
  return { webhooks, clock, warn, ask };
}

function gate() {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe("a reply to Zulip", () => {
  it("does not wait for a slow handler, nor for who sees everything or publishes", async () => {
    const { open, opened } = gate();
    const publisher = { publish: () => opened };
    const { webhooks, ask } = create({ publisher });
    webhooks.onAny(() => opened);
    let isSlowDone = false;
    webhooks.on("zulip", "message", async () => {
      await opened;
      isSlowDone = true;
      return "slow";
    });
    webhooks.on("zulip", "message", async () => "fast");
    expect(await ask()).toBe('{"content":"fast"}');
    expect(isSlowDone).toBe(false);
    open();
    await vi.waitFor(() => expect(isSlowDone).toBe(true));
    await webhooks.close();
  });

  it("is that of the handler that was added first when several are there at once", async () => {
    const { webhooks, warn, ask } = create();
    for (const reply of [undefined, "first", "second"]) webhooks.on("zulip", "message", async () => reply);
    expect(await ask()).toBe('{"content":"first"}');
    await webhooks.close();
    expect(warn).not.toHaveBeenCalled();
  });

  it("that nobody waits for any more is told by the log", async () => {
    const { open, opened } = gate();
    const { webhooks, clock, warn, ask } = create();
    webhooks.on("zulip", "message", async () => {
      await opened;
      return "late";
    });
    const answer = ask();
    await vi.waitFor(async () => expect(webhooks.metrics.getStats().get("zulip")?.events.size).toBe(1));
    clock.advance(8_000);
    expect(await answer).toBe(noReply);
    open();
    await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(1));
    expect(warn.mock.calls[0]?.[0]).toEqual({ platform: "zulip", eventId: "zulip:message:4711" });
    await webhooks.close();
  });

  it("whose request another process holds is told by the log, too", async () => {
    await using queue = memoryQueue();
    const { webhooks, warn } = create({ queue });
    webhooks.on("zulip", "message", () => "to whom?");
    webhooks.start();
    const { token: _, ...raw } = { token: "", ...sent };
    const head = { platform: "zulip", via: "webhook", verification: "shared-token", receivedAt: 0 };
    await queue.enqueue("webhooks.zulip", { id: "zulip:message:4711", ...head, raw });
    await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(1));
  });

  it("that is not wanted is none that was lost", async () => {
    const { webhooks, warn, ask } = create({ zulip: { secrets: "zulip-token", answerWhen: "queued" } });
    const handler = vi.fn(() => "ignored");
    webhooks.on("zulip", "message", handler);
    expect(await ask()).toBe(noReply);
    await vi.waitFor(() => expect(handler).toHaveBeenCalledTimes(1));
    await webhooks.close();
    expect(warn).not.toHaveBeenCalled();
  });
});

describe("a reply to a message that the event queue brought first", () => {
  const forward = async (webhooks: Webhooks, id = sent.message.id): Promise<void> => {
    const event = { id: 1, type: "message", message: { ...sent.message, id }, flags: [] };
    await forwardZulipEvents(
      webhooks,
      (async function* () {
        yield event;
      })(),
    );
  };

  it.each([
    ["is given to the webhook", "Here I am", '{"content":"Here I am"}'],
    ["is none where no handler has one", undefined, noReply],
  ])("%s when its handler is done", async (_, reply, expected) => {
    const { webhooks, warn, ask } = create();
    const handler = vi.fn(() => reply);
    webhooks.on("zulip", "message", handler);
    await forward(webhooks);
    await vi.waitFor(() => expect(handler).toHaveBeenCalledTimes(1));
    expect(await ask()).toBe(expected);
    // It is posted once, however often the message is sent.
    expect(await ask()).toBe(noReply);
    await webhooks.close();
    expect(handler).toHaveBeenCalledTimes(1);
    expect(warn).not.toHaveBeenCalled();
  });

  it("is given to the webhook while its handler runs", async () => {
    const { open, opened } = gate();
    const { webhooks, ask } = create();
    const handler = vi.fn(async () => {
      await opened;
      return "Here I am";
    });
    webhooks.on("zulip", "message", handler);
    await forward(webhooks);
    await vi.waitFor(() => expect(handler).toHaveBeenCalledTimes(1));
    const answer = ask();
    setImmediate(open);
    expect(await answer).toBe('{"content":"Here I am"}');
    await webhooks.close();
  });

  it("is not kept for ever", async () => {
    const { webhooks, ask } = create();
    let handled = 0;
    webhooks.on("zulip", "message", () => `${handled++}`);
    for (let id = sent.message.id; id <= sent.message.id + 1_000; id++) await forward(webhooks, id);
    await eventually(() => handled === 1_001);
    expect(await ask()).toBe(noReply);
    await webhooks.close();
  });

  it("is not waited for by the webhook of a message that a webhook brought before", async () => {
    const { webhooks, ask } = create();
    webhooks.on("zulip", "message", () => "Here I am");
    expect(await ask()).toBe('{"content":"Here I am"}');
    await forward(webhooks);
    expect(await ask()).toBe(noReply);
    await webhooks.close();
  });
});
