import { memoryQueue } from "@platformq/queue";
import { ConfigurationError, silentLogger } from "@platformq/resilience";
import { ManualClock } from "@platformq/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { WebhookEvent } from "../src/events/event.js";
import type { WebhooksOptions } from "../src/options.js";
import { WebhookRejectedError } from "../src/rejection.js";
import { samplePayloads } from "../src/signing/sample-payloads.js";
import { signNextcloud, signZulip } from "../src/signing/sign.js";
import { Webhooks } from "../src/webhooks.js";
import { eventually } from "./support/eventually.js";
import { receive, signAs } from "./support/receive.js";
import { secrets } from "./support/secrets.js";

const open: Webhooks[] = [];

function create(options: WebhooksOptions = {}): { webhooks: Webhooks; seen: WebhookEvent[] } {
  const webhooks = new Webhooks({ ...secrets, handling: { backoff: { delayMs: 1 } }, ...options });
  open.push(webhooks);
  const seen: WebhookEvent[] = [];
  webhooks.onAny((event) => {
    seen.push(event);
  });
  return { webhooks, seen };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((webhooks) => webhooks.close()));
});

const { openproject, nextcloud, zulip } = samplePayloads;

describe("a verified request", () => {
  it("is answered 202 and its event handled from the queue", async () => {
    const { webhooks, seen } = create();
    const answer = await receive(
      webhooks,
      "openproject",
      signAs.openproject(openproject["work_package:updated"]),
    );
    expect(answer).toMatchObject({ status: 202, body: '{"status":"accepted"}' });
    await eventually(() => seen.length === 1);
    expect(seen[0]).toMatchObject({
      id: "openproject:work_package:updated:42:1:2026-11-22T11:05:00.000Z",
      name: "openproject:work_package:updated",
      verification: "hmac-sha1",
      via: "webhook",
    });
  });

  it("is answered only once the queue has the event", async () => {
    const queue = memoryQueue();
    const { webhooks } = create({ queue });
    const enqueue = queue.enqueue.bind(queue);
    let isStored = false;
    vi.spyOn(queue, "enqueue").mockImplementation(async (...args) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const result = await enqueue(...args);
      isStored = true;
      return result;
    });
    await receive(webhooks, "openproject", signAs.openproject(openproject["project:created"]));
    expect(isStored).toBe(true);
    await queue.close();
  });

  it("reaches its handlers as it was sent, whatever is in it", async () => {
    const { webhooks, seen } = create();
    const payload = { action: 'a "quoted"\n\\ name', project: { id: 3 }, text: "ü€ \u2028 </script>" };
    const begun = Date.now();
    await receive(webhooks, "openproject", signAs.openproject(payload));
    await eventually(() => seen.length === 1);
    expect(seen[0]).toMatchObject({ id: `openproject:${payload.action}:3`, raw: payload });
    expect(Date.parse(seen[0]?.receivedAt ?? "")).toBeGreaterThanOrEqual(begun);
  });

  it("leaves no token of Zulip in the event", async () => {
    const { webhooks, seen } = create();
    await receive(webhooks, "zulip", signAs.zulip(zulip.message));
    await eventually(() => seen.length === 1);
    expect(JSON.stringify(seen)).not.toContain("zulip-token");
  });
});

describe("a second delivery", () => {
  it("of OpenProject is known by its body for ten minutes", async () => {
    const clock = new ManualClock();
    const queue = memoryQueue({ clock, keepIds: { ageMs: 1 } });
    const { webhooks, seen } = create({ clock, queue });
    const signed = signAs.openproject(openproject["work_package:updated"]);
    await receive(webhooks, "openproject", signed);
    expect(await receive(webhooks, "openproject", signed)).toMatchObject({
      status: 200,
      body: '{"status":"duplicate"}',
    });
    await eventually(() => seen.length === 1);
    clock.advance(599_999);
    expect((await receive(webhooks, "openproject", signed)).status).toBe(200);
    clock.advance(600_001);
    expect(await receive(webhooks, "openproject", signed)).toMatchObject({ status: 202 });
    await eventually(() => seen.length === 2);
    await queue.close();
  });

  it("of one version of a thing with other content counts", async () => {
    const { webhooks, seen } = create();
    const payload = openproject["work_package:updated"];
    for (const extra of [1, 2, 2])
      await receive(webhooks, "openproject", signAs.openproject({ ...payload, extra }));
    await eventually(() => seen.length === 2);
    expect(seen[0]?.id).toBe(seen[1]?.id);
  });

  it("of a Zulip message is handled once and answered without a reply", async () => {
    const { webhooks, seen } = create();
    webhooks.on("zulip", "message", () => "Here I am");
    const signed = signAs.zulip(zulip.message);
    const answers = await Promise.all([1, 2, 3].map(() => receive(webhooks, "zulip", signed)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.map(({ body }) => body).sort()).toEqual([
      '{"content":"Here I am"}',
      '{"response_not_required":true}',
      '{"response_not_required":true}',
    ]);
    expect(seen).toHaveLength(1);
  });

  it("of a message that mentions two bots counts for each of them", async () => {
    const bots = { "one@x": "token-1", "two@x": "token-2" };
    const { webhooks, seen } = create({ zulip: { secrets: bots } });
    for (const [bot_email, token] of [...Object.entries(bots), ...Object.entries(bots)]) {
      await receive(webhooks, "zulip", signZulip({ ...zulip.message, bot_email }, token));
    }
    expect(seen.map(({ id }) => id)).toEqual(["zulip:message:4711:one@x", "zulip:message:4711:two@x"]);
  });

  it("of a Nextcloud listener does not exist: equal bodies are two events", async () => {
    const { webhooks, seen } = create();
    const signed = signAs.nextcloud(nextcloud.file_written);
    await receive(webhooks, "nextcloud", signed);
    expect(await receive(webhooks, "nextcloud", signed)).toMatchObject({ status: 202 });
    await eventually(() => seen.length === 2);
    expect(seen[0]?.id).not.toBe(seen[1]?.id);
  });

  it("of a Talk bot is refused, also after its first was forgotten by all but the queue", async () => {
    const clock = new ManualClock();
    const { webhooks, seen } = create({ clock });
    const signed = signNextcloud(nextcloud.talk_message, { secret: "talk-secret", as: "talk" });
    expect(await receive(webhooks, "nextcloud", signed)).toMatchObject({ status: 202 });
    const answer = await receive(webhooks, "nextcloud", signed);
    expect(answer).toMatchObject({ status: 401, body: '{"error":"unauthorized"}' });
    clock.advance(86_400_001);
    expect(await receive(webhooks, "nextcloud", signed)).toMatchObject({ status: 401 });
    await eventually(() => seen.length === 1);
    const fresh = signNextcloud(nextcloud.talk_message, { secret: "talk-secret", as: "talk" });
    expect(await receive(webhooks, "nextcloud", fresh)).toMatchObject({ status: 202 });
  });

  it("is taken when the first was answered 503", async () => {
    const queue = memoryQueue({ maxJobs: 1 });
    const { webhooks } = create({ queue, limits: { queueWaitMs: 0 } });
    webhooks.start();
    await queue.enqueue("other", 1, { delayMs: 60_000, id: "blocker" });
    const signed = signAs.openproject(openproject["project:created"]);
    expect((await receive(webhooks, "openproject", signed)).status).toBe(503);
    queue.process("other", () => {});
    const roomy = memoryQueue();
    vi.spyOn(queue, "enqueue").mockImplementation(roomy.enqueue.bind(roomy));
    expect((await receive(webhooks, "openproject", signed)).status).toBe(202);
    await Promise.all([queue.close(), roomy.close()]);
  });
});

describe("secrets that cannot be told any more", () => {
  it("have requests answered 503, say so in the log, and miss nothing that was verified", async () => {
    const errors: unknown[] = [];
    const logger = { ...silentLogger, error: (fields: object) => void errors.push(fields) };
    let secret = "s3cret";
    const { webhooks, seen } = create({ openproject: { secrets: () => secret }, logger });
    webhooks.onMissed(() => expect.unreachable());
    const signed = signAs.openproject(openproject["project:created"]);
    secret = "";
    expect((await receive(webhooks, "openproject", signed)).status).toBe(503);
    expect(errors).toEqual([{ platform: "openproject", err: expect.any(WebhookRejectedError) }]);
    secret = "s3cret";
    expect((await receive(webhooks, "openproject", signed)).status).toBe(202);
    await eventually(() => seen.length === 1);
  });
});

describe("a full queue", () => {
  async function fullQueue() {
    const clock = new ManualClock();
    const queue = memoryQueue({ maxJobs: 1, clock });
    await queue.enqueue("other", 1, { delayMs: 60_000 });
    return { queue, clock };
  }

  it("keeps the request waiting, then answers 503 with a time, and says what was missed", async () => {
    const { queue, clock } = await fullQueue();
    const { webhooks } = create({ queue, limits: { queueWaitMs: 1_000 } });
    const missed: unknown[] = [];
    webhooks.onMissed((event) => missed.push(event));
    const answer = receive(webhooks, "openproject", signAs.openproject(openproject["project:created"]));
    await clock.advanceAsync(999);
    expect(missed).toEqual([]);
    await clock.advanceAsync(1);
    expect(await answer).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
    expect(missed).toEqual([{ platform: "openproject", since: expect.any(String) }]);
    await queue.close();
  });

  it("is none of Zulip's readers' business: 200, no reply", async () => {
    const { queue } = await fullQueue();
    const { webhooks } = create({ queue, limits: { queueWaitMs: 0 } });
    const missed: unknown[] = [];
    webhooks.onMissed((event) => missed.push(event));
    const answer = await receive(webhooks, "zulip", signAs.zulip(zulip.message));
    expect(answer).toMatchObject({ status: 200, body: '{"response_not_required":true}' });
    expect(missed).toHaveLength(1);
    await queue.close();
  });

  it("says nothing of it to a request that is not verified", async () => {
    const { queue } = await fullQueue();
    const { webhooks } = create({ queue, limits: { queueWaitMs: 0 } });
    webhooks.onMissed(() => expect.unreachable());
    expect((await receive(webhooks, "zulip", signZulip(zulip.message, "wrong"))).status).toBe(401);
    await queue.close();
  });
});

describe("a reply to Zulip", () => {
  it.each([
    ["Markdown", "**Hi**", { content: "**Hi**" }],
    ["a reply", { content: "Hi", widget_content: "{}" }, { content: "Hi", widget_content: "{}" }],
    ["blank", " ", { response_not_required: true }],
    ["nothing", undefined, { response_not_required: true }],
  ])("that is %s", async (_, result, expected) => {
    const { webhooks } = create();
    webhooks.on("zulip", "message", async () => result);
    const answer = await receive(webhooks, "zulip", signAs.zulip(zulip.message));
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual(expected);
  });

  it("is nothing that a handler of all events returns", async () => {
    const { webhooks } = create();
    webhooks.onAny(({ name }) => name);
    const answer = await receive(webhooks, "zulip", signAs.zulip(zulip.message));
    expect(answer.body).toBe('{"response_not_required":true}');
  });

  it("that is late is given up in time, and its handler is done all the same", async () => {
    const { webhooks } = create({ limits: { replyTimeoutMs: 20 } });
    let isDone = false;
    let finish = (): void => {};
    webhooks.on("zulip", "message", async () => {
      await new Promise<void>((resolve) => (finish = resolve));
      isDone = true;
      return "late";
    });
    const answer = await receive(webhooks, "zulip", signAs.zulip(zulip.message));
    expect(answer).toMatchObject({ status: 200, body: '{"response_not_required":true}' });
    finish();
    await eventually(() => isDone);
  });

  it("is given although another handler fails", async () => {
    const { webhooks } = create();
    let failures = 0;
    webhooks.on("zulip", "message", () => {
      if (failures++ === 0) throw new Error("no");
      return undefined;
    });
    webhooks.on("zulip", "message", () => "yes");
    const answer = await receive(webhooks, "zulip", signAs.zulip(zulip.message));
    expect(answer.body).toBe('{"content":"yes"}');
    await eventually(() => failures === 2);
  });

  it("is not waited for when Zulip is answered as soon as the message is queued", async () => {
    const { webhooks } = create({ zulip: { secrets: "zulip-token", answerWhen: "queued" } });
    webhooks.on("zulip", "message", () => "ignored");
    const answer = await receive(webhooks, "zulip", signAs.zulip(zulip.message));
    expect(answer.body).toBe('{"response_not_required":true}');
  });
});

it("can answer other platforms after the handlers too", async () => {
  const { webhooks, seen } = create({ openproject: { secrets: "s3cret", answerWhen: "handled" } });
  const answer = await receive(webhooks, "openproject", signAs.openproject(openproject["project:created"]));
  expect(answer).toMatchObject({ status: 200, body: '{"status":"handled"}' });
  expect(seen).toHaveLength(1);
});

describe("the configuration", () => {
  it("must give at least one platform its secrets", () => {
    expect(() => new Webhooks({})).toThrow(ConfigurationError);
    expect(() => new Webhooks({ openproject: { secrets: "" } })).toThrow(ConfigurationError);
  });

  it("leaves a platform without secrets without an address", async () => {
    const { webhooks } = create({ zulip: false });
    expect((await receive(webhooks, "zulip", signAs.zulip(zulip.message))).status).toBe(404);
    expect(webhooks.platforms).toEqual(["nextcloud", "openproject"]);
  });
});
