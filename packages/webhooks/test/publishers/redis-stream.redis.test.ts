import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, expect, it, vi } from "vitest";
import { redisStreamPublisher } from "../../src/publishers/redis-stream.js";
import { samplePayloads } from "../../src/signing/sample-payloads.js";
import { Webhooks } from "../../src/webhooks.js";
import { receive, signAs } from "../support/receive.js";
import { secrets } from "../support/secrets.js";

const redis = new Redis(process.env.REDIS_URL ?? "");
afterAll(() => redis.disconnect());

const sample = samplePayloads.openproject["work_package:updated"];

it("puts a received event into the stream, once, and as its handlers see it", async () => {
  const stream = randomUUID();
  await using webhooks = new Webhooks({ ...secrets, publisher: redisStreamPublisher({ redis, stream }) });
  const handler = vi.fn();
  webhooks.on("openproject", "*", handler);
  for (const _ of [1, 2]) await receive(webhooks, "openproject", signAs.openproject(sample));
  await vi.waitFor(async () => expect(await redis.xlen(stream)).toBe(1));
  const [entry] = await redis.xrange(stream, "-", "+");
  const [, [...fields] = []] = entry ?? [];
  expect(fields.slice(0, 5)).toEqual([
    "id",
    "openproject:work_package:updated:42:1:2026-11-22T11:05:00.000Z",
    "name",
    "openproject:work_package:updated",
    "event",
  ]);
  expect(JSON.parse(fields[5] ?? "")).toEqual(JSON.parse(JSON.stringify(handler.mock.calls[0]?.[0])));
});

it("keeps about as many entries as it was told", async () => {
  const stream = randomUUID();
  const publisher = redisStreamPublisher({ redis, stream, maxLength: 100 });
  await using webhooks = new Webhooks({ ...secrets, publisher });
  for (let id = 0; id < 500; id++) {
    await receive(
      webhooks,
      "openproject",
      signAs.openproject({ action: "project:created", project: { id } }),
    );
  }
  const lastId = () => redis.xrevrange(stream, "+", "-", "COUNT", 1).then(([last]) => last?.[1][1]);
  await vi.waitFor(async () => expect(await lastId()).toBe("openproject:project:created:499"));
  // Redis cuts whole nodes of a hundred entries off.
  expect(await redis.xlen(stream)).toBeLessThan(300);
});

it("publishes again what Redis did not take", async () => {
  const stream = randomUUID();
  await redis.set(stream, "no stream");
  const publisher = redisStreamPublisher({ redis, stream });
  const handling = { backoff: { delayMs: 5 } };
  await using webhooks = new Webhooks({ ...secrets, publisher, handling });
  const failures: unknown[] = [];
  webhooks.onError(({ error }) => {
    failures.push(error);
    // On the publisher's own connection, so it is done before the next attempt.
    void redis.del(stream);
  });
  await receive(webhooks, "openproject", signAs.openproject(sample));
  await vi.waitFor(async () => expect(await redis.xlen(stream)).toBe(1));
  expect(failures).toEqual([expect.objectContaining({ message: expect.stringContaining("WRONGTYPE") })]);
});
