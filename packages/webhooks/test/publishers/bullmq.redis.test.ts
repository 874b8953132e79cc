import { randomUUID } from "node:crypto";
import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, expect, it, vi } from "vitest";
import type { WebhookEvent } from "../../src/events/event.js";
import { bullPublisher } from "../../src/publishers/bullmq.js";
import { samplePayloads } from "../../src/signing/sample-payloads.js";
import { Webhooks } from "../../src/webhooks.js";
import { receive, signAs } from "../support/receive.js";
import { secrets } from "../support/secrets.js";

const connection = new Redis(process.env.REDIS_URL ?? "", { maxRetriesPerRequest: null });
afterAll(() => connection.disconnect());

it("gives a worker of BullMQ every event, named after it", async () => {
  const name = randomUUID();
  const queue = new Queue<WebhookEvent>(name, { connection });
  const seen: { name: string; data: WebhookEvent }[] = [];
  const worker = new Worker<WebhookEvent>(name, async (job) => void seen.push(job), { connection });
  await using webhooks = new Webhooks({ ...secrets, publisher: bullPublisher(queue) });
  const { openproject, nextcloud, zulip } = samplePayloads;
  await receive(webhooks, "openproject", signAs.openproject(openproject["work_package:updated"]));
  await receive(webhooks, "nextcloud", signAs.nextcloud(nextcloud.file_created));
  await receive(webhooks, "zulip", signAs.zulip(zulip.message));
  await vi.waitFor(() => expect(seen).toHaveLength(3), 5_000);
  expect(seen.map((job) => job.name).sort()).toEqual([
    "nextcloud:file_created",
    "openproject:work_package:updated",
    "zulip:message",
  ]);
  const updated = seen.find((job) => job.name === "openproject:work_package:updated");
  expect(updated?.data).toMatchObject({
    id: "openproject:work_package:updated:42:1:2026-11-22T11:05:00.000Z",
    data: openproject["work_package:updated"],
  });
  await worker.close();
  await queue.close();
});

it("makes one job of an event that is published twice", async () => {
  const queue = new Queue<WebhookEvent>(randomUUID(), { connection });
  const publisher = bullPublisher(queue);
  const twice = {
    publish: async (event: WebhookEvent) => {
      await publisher.publish(event);
      await publisher.publish(event);
    },
  };
  await using webhooks = new Webhooks({ ...secrets, publisher: twice });
  const done = vi.fn();
  webhooks.onError(({ error }) => expect.unreachable(String(error)));
  webhooks.onAny(done);
  await receive(webhooks, "openproject", signAs.openproject(samplePayloads.openproject["project:created"]));
  await vi.waitFor(async () => expect(await queue.count()).toBeGreaterThan(0));
  await vi.waitFor(() =>
    expect(webhooks.metrics.getStats().get("openproject")?.events.get("project:created")?.handled).toBe(1),
  );
  expect(await queue.count()).toBe(1);
  await queue.close();
});
