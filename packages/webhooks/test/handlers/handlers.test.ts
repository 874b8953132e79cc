import { memoryQueue } from "@platformq/queue";
import { RateLimitError, silentLogger } from "@platformq/resilience";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { WebhookEvent } from "../../src/events/event.js";
import type { EventPattern } from "../../src/handlers/pattern.js";
import type { JsonObject } from "../../src/json.js";
import { samplePayloads } from "../../src/signing/sample-payloads.js";
import { Webhooks } from "../../src/webhooks.js";
import { eventually } from "../support/eventually.js";
import { receive, signAs } from "../support/receive.js";
import { secrets } from "../support/secrets.js";

const { nextcloud, openproject } = samplePayloads;
const open: Webhooks[] = [];

type Pattern = EventPattern<"nextcloud">;

/** Answers after the handlers, so that a test need not wait for them. */
function create(logger = silentLogger): Webhooks {
  const { listeners } = secrets.nextcloud;
  const webhooks = new Webhooks({
    ...secrets,
    nextcloud: { listeners, answerWhen: "handled" },
    logger,
    handling: { backoff: { delayMs: 1 }, attempts: 3 },
  });
  open.push(webhooks);
  return webhooks;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((webhooks) => webhooks.close()));
});

const send = (webhooks: Webhooks, payload: JsonObject) =>
  receive(webhooks, "nextcloud", signAs.nextcloud(payload));
const unknown = { event: { class: "OCA\\New\\ThingEvent" }, user: null, time: 1 };

describe("handlers", () => {
  it.each<[string, Pattern | Pattern[], string[]]>([
    ["our name", "file_created", ["file_created"]],
    ["the platform's name", "OCP\\Files\\Events\\Node\\NodeCreatedEvent", ["file_created"]],
    ["several names", ["file_created", "tag_assigned"], ["file_created", "tag_assigned"]],
    ["a beginning", "file_*", ["file_created", "file_deleted"]],
    ["a beginning of the platform's", "OCP\\Files\\*", ["file_created", "file_deleted"]],
    ["everything", "*", ["file_created", "file_deleted", "tag_assigned", "unknown"]],
    ["unknown events", "unknown", ["unknown"]],
    ["a name nobody knows", "OCA\\New\\ThingEvent", ["unknown"]],
  ])("for %s", async (_, pattern, expected) => {
    const webhooks = create();
    const types: string[] = [];
    webhooks.on("nextcloud", pattern, ({ type }) => types.push(type));
    webhooks.on("openproject", "*", () => expect.unreachable());
    const { file_created, file_deleted, tag_assigned } = nextcloud;
    for (const payload of [file_created, file_deleted, tag_assigned, unknown]) await send(webhooks, payload);
    expect(types).toEqual(expected);
  });

  it("for a name that is none are never called, and warned of once", async () => {
    const warnings: unknown[] = [];
    const webhooks = create({ ...silentLogger, warn: (fields: unknown) => void warnings.push(fields) });
    // As configuration or JavaScript may name them.
    const on = (platform: string, ...patterns: string[]) =>
      Reflect.apply(webhooks.on, webhooks, [platform, patterns, () => expect.unreachable()]);
    on("nextcloud", "file_creat", "files_*");
    on("nextcloud", "file_creat");
    on("openproject", "work_packge:created");
    on("zulip", "reaction:ad");
    on("mattermost", "posted");
    expect(warnings).toEqual([
      { platform: "nextcloud", pattern: "file_creat" },
      { platform: "nextcloud", pattern: "files_*" },
      { platform: "openproject", pattern: "work_packge:created" },
      { platform: "zulip", pattern: "reaction:ad" },
      { platform: "mattermost", pattern: "posted" },
    ]);
    await send(webhooks, nextcloud.file_created);
  });

  it("for names that are known are not warned of", () => {
    const webhooks = create({ ...silentLogger, warn: () => expect.unreachable() });
    webhooks.on("nextcloud", ["*", "file_*", "unknown", "tag_assigned", "OCP\\Files\\*"], () => {});
    webhooks.on("openproject", ["work_package:*", "work_package*", "project:created"], () => {});
    webhooks.on("zulip", ["reaction", "reaction:add", "message", "gap", "realm_*"], () => {});
  });

  it("of a known name never get an event of another shape", async () => {
    const webhooks = create();
    const types: string[] = [];
    webhooks.on("nextcloud", "OCP\\Files\\Events\\Node\\NodeCreatedEvent", () => expect.unreachable());
    webhooks.on("nextcloud", "unknown", ({ vendorType }) => types.push(vendorType));
    await send(webhooks, { event: { class: "OCP\\Files\\Events\\Node\\NodeCreatedEvent", node: null } });
    expect(types).toEqual(["OCP\\Files\\Events\\Node\\NodeCreatedEvent"]);
  });

  it("can be for one event only, and be taken away", async () => {
    const webhooks = create();
    const once = vi.fn();
    const off = vi.fn();
    const disposed = vi.fn();
    webhooks.once("nextcloud", "file_created", once);
    webhooks.on("nextcloud", "file_created", off);
    const dispose = webhooks.on("nextcloud", "file_created", disposed);
    await send(webhooks, nextcloud.file_created);
    webhooks.off("nextcloud", "file_created", off);
    dispose();
    await send(webhooks, nextcloud.file_created);
    expect([once, off, disposed].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 1]);
  });

  it("that are for one event only see it again when they fail", async () => {
    const webhooks = create();
    const once = vi.fn().mockRejectedValueOnce(new Error("not yet"));
    webhooks.once("nextcloud", "file_created", once);
    await send(webhooks, nextcloud.file_created);
    await send(webhooks, nextcloud.file_created);
    await eventually(() => once.mock.calls.length === 2);
    expect(once.mock.calls[0]?.[0]).toEqual(once.mock.calls[1]?.[0]);
  });

  it("are all called though one fails, and only that one again", async () => {
    const webhooks = create();
    const attempts: number[] = [];
    const good = vi.fn();
    const failures: unknown[] = [];
    webhooks.onError(({ error, event }) => failures.push([(error as Error).message, event.type]));
    webhooks.on("nextcloud", "file_created", (_event, { attempt }) => {
      attempts.push(attempt);
      if (attempt < 3) throw new Error(`attempt ${attempt}`);
    });
    webhooks.on("nextcloud", "file_created", good);
    const answer = await send(webhooks, nextcloud.file_created);
    // The event is in the queue, but not done with.
    expect(answer.status).toBe(202);
    await eventually(() => attempts.length === 3);
    expect(good).toHaveBeenCalledTimes(1);
    expect(failures).toEqual([
      ["attempt 1", "file_created"],
      ["attempt 2", "file_created"],
    ]);
  });

  it("that fail for good leave the event with the dead, from where it can be replayed", async () => {
    const queue = memoryQueue();
    const webhooks = new Webhooks({ ...secrets, queue, handling: { attempts: 2, backoff: { delayMs: 1 } } });
    const handler = vi
      .fn()
      .mockRejectedValueOnce(new Error("no"))
      .mockRejectedValueOnce(new Error("still no"));
    webhooks.on("openproject", "project:created", handler);
    await receive(webhooks, "openproject", signAs.openproject(openproject["project:created"]));
    const dead = async () => (await queue.counts()).dead;
    await vi.waitFor(async () => expect(await dead()).toBe(1));
    for await (const job of queue.dead.list()) {
      expect(job).toMatchObject({ name: "webhooks.openproject", attempts: 2, reason: "still no" });
      await queue.dead.replay(job.id);
    }
    await vi.waitFor(() => expect(handler).toHaveBeenCalledTimes(3));
    expect(await dead()).toBe(0);
    await queue.close();
  });

  it("that meet a rate limit cost no attempt", async () => {
    const queue = memoryQueue();
    const webhooks = new Webhooks({ ...secrets, queue, handling: { attempts: 1 } });
    const handler = vi.fn().mockRejectedValueOnce(new RateLimitError("slow down", "RATE_LIMIT", 1));
    webhooks.on("openproject", "project:created", handler);
    await receive(webhooks, "openproject", signAs.openproject(openproject["project:created"]));
    await vi.waitFor(() => expect(handler).toHaveBeenCalledTimes(2));
    expect(await queue.counts()).toMatchObject({ dead: 0 });
    await queue.close();
  });

  it("are missed where nobody asked for an event", async () => {
    const webhooks = create();
    const unhandled: WebhookEvent[] = [];
    webhooks.onUnhandled((event) => unhandled.push(event));
    webhooks.onAny(() => {});
    webhooks.on("nextcloud", "file_created", () => {});
    await send(webhooks, nextcloud.file_created);
    await send(webhooks, unknown);
    expect(unhandled.map(({ vendorType }) => vendorType)).toEqual(["OCA\\New\\ThingEvent"]);
  });

  it("wait for start() with what an earlier process left in the queue", async () => {
    const queue = memoryQueue();
    const raw = openproject["project:created"];
    const stored = { id: "1", platform: "openproject", via: "webhook", verification: "hmac-sha1", raw };
    await queue.enqueue("webhooks.openproject", { ...stored, receivedAt: Date.UTC(2026, 10, 22) });
    const webhooks = new Webhooks({ ...secrets, queue });
    await new Promise((resolve) => setTimeout(resolve, 10));
    const handler = vi.fn();
    webhooks.on("openproject", "project:created", handler);
    webhooks.start();
    await vi.waitFor(() => expect(handler).toHaveBeenCalledTimes(1));
    await queue.close();
  });
});
