import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { afterEach, describe, expect, it } from "vitest";
import {
  closeAll,
  limiterOf,
  mostWithin,
  REDIS_URL,
  settledWithin,
  sleep,
  take,
  takeFor,
} from "./support/redis-limiters.js";

afterEach(closeAll);

/** A process that waits for a line on standard input before it takes slots. */
function startWorker(id: string, rate: number, durationMs: number): ChildProcess {
  const worker = fileURLToPath(new URL("support/redis-worker.ts", import.meta.url));
  const args = [
    "--conditions=@platformq/source",
    "--import",
    "tsx",
    worker,
    REDIS_URL,
    id,
    `${rate}`,
    `${durationMs}`,
  ];
  return spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
}

describe("a shared rate", () => {
  it("is kept by two processes together within 5 %, evenly spaced", async () => {
    const id = randomUUID();
    const workers = [startWorker(id, 20, 4000), startWorker(id, 20, 4000)];
    const outputs = ["", ""];
    for (const [i, worker] of workers.entries()) worker.stdout?.on("data", (chunk) => (outputs[i] += chunk));
    await expect
      .poll(() => outputs.every((output) => output.includes("ready")), { timeout: 10_000 })
      .toBe(true);
    for (const worker of workers) worker.stdin?.write("go\n");
    const codes = await Promise.all(workers.map(async (worker) => (await once(worker, "exit"))[0]));
    expect(codes).toEqual([0, 0]);

    const shares = outputs.map((output) => output.split("\n").slice(1, -1).map(Number));
    const all = shares.flat();
    expect(all.length).toBeGreaterThanOrEqual(76);
    expect(all.length).toBeLessThanOrEqual(84);
    // 20, and what a busy machine wakes late.
    expect(mostWithin(1000, all)).toBeLessThanOrEqual(24);
    // Neither starves.
    for (const share of shares) expect(share.length).toBeGreaterThan(30);
  }, 20_000);

  it("reaches 500 per second", async () => {
    const limiter = limiterOf({ rate: 500 });
    await take(limiter);
    const { at, errors } = await takeFor(limiter, 1500);
    expect(errors).toEqual([]);
    expect(at.length).toBeLessThanOrEqual(1.05 * 750);
    // The best half second: a busy machine may hold the others up.
    expect(mostWithin(500, at)).toBeGreaterThanOrEqual(0.85 * 250);
  });

  it("has no burst after a quiet time", async () => {
    const limiter = limiterOf({ rate: 50 });
    await take(limiter);
    await sleep(200);
    const started = performance.now();
    await Promise.all(Array.from({ length: 6 }, () => take(limiter)));
    expect(performance.now() - started).toBeGreaterThan(90);
  });

  it("takes over the rate of the process that started last", async () => {
    const id = randomUUID();
    await take(limiterOf({ id, rate: 1 }));
    const limiter = limiterOf({ id, rate: 100 });
    await take(limiter);
    const started = performance.now();
    await Promise.all(Array.from({ length: 5 }, () => take(limiter)));
    expect(performance.now() - started).toBeLessThan(500);
  });

  it("is taken from a client of the user without touching it", async () => {
    const redis = new Redis(REDIS_URL);
    const limiter = limiterOf({ redis });
    await take(limiter);
    await limiter.close();
    expect(await redis.ping()).toBe("PONG");
    redis.disconnect();
  });

  it("forgets the slots of a process that dies before they come", async () => {
    const id = randomUUID();
    const limiter = limiterOf({ id, rate: 1 });
    await take(limiter);
    const waiting = settledWithin(1500, take(limiter));
    const redis = new Redis(REDIS_URL);
    const expirations = `b_platformq_${id}_job_expirations`;
    await expect.poll(() => redis.zcount(expirations, Date.now(), Date.now() + 60_000)).toBe(1);
    redis.disconnect();
    expect(await waiting).toBe("taken");
  });

  it("can be taken from plain ioredis options", async () => {
    const { hostname, port } = new URL(REDIS_URL);
    await take(limiterOf({ redis: { host: hostname, port: Number(port) } }));
  });
});

describe("waiting calls", () => {
  it("go in order of arrival", async () => {
    const limiter = limiterOf({ rate: 100 });
    const order: number[] = [];
    await Promise.all(Array.from({ length: 20 }, (_, i) => take(limiter).then(() => order.push(i))));
    expect(order).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  it("leave the queue when aborted, and cost the others no more than the slots requested ahead", async () => {
    const shared = { id: randomUUID(), rate: 50 };
    const [limiter, other] = [limiterOf(shared), limiterOf(shared)];
    await Promise.all([take(limiter), take(other)]);
    const controller = new AbortController();
    const waiting = Array.from({ length: 500 }, () => take(limiter, { signal: controller.signal }));
    const results = Promise.allSettled(waiting);
    await sleep(100);
    controller.abort();
    const rejected = (await results).filter(({ status }) => status === "rejected");
    expect(rejected.length).toBeGreaterThan(480);
    const started = performance.now();
    await take(other);
    // Five are requested ahead at 50 per second: at most 100 ms, and this call's own turn.
    expect(performance.now() - started).toBeLessThan(200);
  });

  it("fail at once when their turn would come after their deadline", async () => {
    const limiter = limiterOf({ rate: 10 });
    await take(limiter);
    const patient = Array.from({ length: 5 }, () => take(limiter));
    await expect(take(limiter, { deadlineMs: 300 })).rejects.toMatchObject({ code: "RATE_LIMIT_WAIT" });
    await Promise.all(patient);
  });

  it("wait while the server wants a pause", async () => {
    const limiter = limiterOf({ rate: 100 });
    await take(limiter);
    const started = performance.now();
    limiter.pause(150);
    await take(limiter);
    expect(performance.now() - started).toBeGreaterThanOrEqual(149);
  });

  it("take no slots from the other processes during a pause", async () => {
    const shared = { id: randomUUID(), rate: 20 };
    const [limiter, other] = [limiterOf(shared), limiterOf(shared)];
    await Promise.all([take(limiter), take(other)]);
    limiter.pause(60_000);
    const controller = new AbortController();
    const paused = Array.from({ length: 5 }, () => take(limiter, { signal: controller.signal }));
    const results = Promise.allSettled(paused);
    const started = performance.now();
    await Promise.all(Array.from({ length: 10 }, () => take(other)));
    expect(performance.now() - started).toBeLessThan(750);
    controller.abort();
    expect((await results).every(({ status }) => status === "rejected")).toBe(true);
  });

  it("get the slot of a request that was not sent", async () => {
    const limiter = limiterOf({ rate: 2 });
    await take(limiter);
    const [first, second] = [take(limiter), take(limiter)];
    await first;
    const started = performance.now();
    limiter.giveBack();
    await second;
    expect(performance.now() - started).toBeLessThan(100);
  });
});

it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("a rate of %s is refused", (rate) => {
  expect(() => limiterOf({ rate })).toThrow(/must be a positive number/);
});
