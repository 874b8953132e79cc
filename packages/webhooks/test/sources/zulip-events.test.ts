import { memoryQueue } from "@platformq/queue";
import { describe, expect, it, vi } from "vitest";
import { samplePayloads } from "../../src/signing/sample-payloads.js";
import { signZulip } from "../../src/signing/sign.js";
import { forwardZulipEvents } from "../../src/sources/zulip-events.js";
import { Webhooks } from "../../src/webhooks.js";
import { receive, signAs } from "../support/receive.js";
import { secrets } from "../support/secrets.js";

const { message, bot_email } = samplePayloads.zulip.message;
const queued = { id: 1, type: "message", message, flags: ["mentioned"] };

async function* eventsOf(...events: { type: string; [field: string]: unknown }[]) {
  yield* events;
}

describe("the event queue of Zulip", () => {
  it("feeds the same handlers, without heartbeats", async () => {
    await using webhooks = new Webhooks(secrets);
    const onMessage = vi.fn();
    const onReaction = vi.fn();
    webhooks.on("zulip", "message", onMessage);
    webhooks.on("zulip", "reaction", onReaction);
    const reaction = {
      id: 3,
      type: "reaction",
      op: "remove",
      message_id: 4711,
      user_id: 10,
      emoji_name: "tada",
    };
    await forwardZulipEvents(webhooks, eventsOf(queued, { type: "heartbeat" }, reaction));
    await vi.waitFor(() => expect(onReaction).toHaveBeenCalledTimes(1));
    expect(onMessage.mock.calls[0]?.[0]).toMatchObject({
      id: "zulip:message:4711",
      via: "event-queue",
      verification: "fetched",
      data: { flags: ["mentioned"] },
    });
    expect(onReaction.mock.calls[0]?.[0]).toMatchObject({ type: "reaction:remove", data: reaction });
    expect(webhooks.metrics.getStats().get("zulip")?.events.size).toBe(2);
  });

  it("tells of each gap that it has, without the server's state", async () => {
    await using webhooks = new Webhooks(secrets);
    const onGap = vi.fn();
    webhooks.on("zulip", "gap", onGap);
    const gap = { type: "gap", areMessagesLost: false, state: { max_message_id: 4711, realm_users: [] } };
    await forwardZulipEvents(webhooks, eventsOf(gap, { ...gap, areMessagesLost: true }));
    await vi.waitFor(() => expect(onGap).toHaveBeenCalledTimes(2));
    expect(onGap.mock.calls.map(([{ data }]) => data)).toEqual([
      { type: "gap", areMessagesLost: false },
      { type: "gap", areMessagesLost: true },
    ]);
  });

  it("brings no message again that a webhook brought, and the other way round", async () => {
    await using webhooks = new Webhooks(secrets);
    const onMessage = vi.fn();
    webhooks.on("zulip", "message", onMessage);
    await receive(webhooks, "zulip", signAs.zulip(samplePayloads.zulip.message));
    const other = { ...queued, message: { ...message, id: 4799 } };
    await forwardZulipEvents(webhooks, eventsOf(queued, other, other));
    await receive(
      webhooks,
      "zulip",
      signAs.zulip({ ...samplePayloads.zulip.message, message: other.message }),
    );
    await vi.waitFor(() => expect(onMessage).toHaveBeenCalledTimes(2));
    expect(webhooks.metrics.getStats().get("zulip")?.events.get("message")).toMatchObject({
      verified: 5,
      duplicates: 3,
      handled: 2,
    });
  });

  it("knows a bot's messages where the tokens are given by bot", async () => {
    await using webhooks = new Webhooks({ zulip: { secrets: { [bot_email]: "token" } } });
    const onMessage = vi.fn();
    webhooks.on("zulip", "message", onMessage);
    await receive(webhooks, "zulip", signZulip(samplePayloads.zulip.message, "token"));
    await forwardZulipEvents(webhooks, eventsOf(queued), { bot: bot_email });
    expect(onMessage).toHaveBeenCalledTimes(1);
  });

  it("is left when its signal aborts", async () => {
    await using webhooks = new Webhooks(secrets);
    const abort = new AbortController();
    const handled = vi.fn();
    webhooks.on("zulip", "*", handled);
    async function* endless() {
      for (let id = 1; ; id++) {
        if (id === 3) abort.abort();
        yield { id, type: "presence" };
      }
    }
    await forwardZulipEvents(webhooks, endless(), { signal: abort.signal });
    await vi.waitFor(() => expect(handled).toHaveBeenCalledTimes(2));
  });

  it("is left while nothing happens, and told so", async () => {
    await using webhooks = new Webhooks(secrets);
    const abort = new AbortController();
    const end = vi.fn(async () => ({ done: true as const, value: undefined }));
    const silent = { next: () => new Promise<never>(() => {}), return: end };
    const forwarding = forwardZulipEvents(
      webhooks,
      { [Symbol.asyncIterator]: () => silent },
      { signal: abort.signal },
    );
    abort.abort();
    await forwarding;
    expect(end).toHaveBeenCalledTimes(1);
  });

  it("is left while our own queue is full", async () => {
    await using queue = memoryQueue({ maxJobs: 1 });
    await queue.enqueue("other", 1, { delayMs: 60_000 });
    const webhooks = new Webhooks({ ...secrets, queue, limits: { queueWaitMs: 0 } });
    const abort = new AbortController();
    const forwarding = forwardZulipEvents(webhooks, eventsOf(queued), { signal: abort.signal });
    setTimeout(() => abort.abort(), 20);
    await forwarding;
    expect(await queue.counts()).toMatchObject({ delayed: 1, waiting: 0 });
  });

  it("ends with the error its events end with", async () => {
    await using webhooks = new Webhooks(secrets);
    async function* failing() {
      yield { type: "heartbeat" };
      throw new Error("the key was withdrawn");
    }
    await expect(forwardZulipEvents(webhooks, failing())).rejects.toThrow("the key was withdrawn");
  });
});
