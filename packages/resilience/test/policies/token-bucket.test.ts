import { ManualClock } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { Call } from "../../src/pipeline/call.js";
import { TokenBucket } from "../../src/policies/token-bucket.js";
import { Sweeper } from "../../src/sweeper.js";

function setUp(options: { rate: number; burst?: number }) {
  const clock = new ManualClock();
  const start = clock.now();
  const context = { service: "test", clock, sweeper: new Sweeper(clock) };
  const bucket = new TokenBucket({ ...options, clock });
  const call = (more: { signal?: AbortSignal; deadlineMs?: number } = {}) =>
    new Call(context, "GET thing", more);
  const pass = async (one = call()): Promise<number> => {
    if (!bucket.tryTake()) await bucket.take(one);
    return clock.now() - start;
  };
  return { clock, bucket, call, pass };
}

describe("TokenBucket", () => {
  it("lets 110 calls at 10/s with a burst of 10 pass in 10 s, in order", async () => {
    const { clock, pass } = setUp({ rate: 10, burst: 10 });
    const order: number[] = [];
    const times = Array.from({ length: 110 }, async (_, i) => {
      const at = await pass();
      order.push(i);
      return at;
    });
    await clock.advanceAsync(20_000);
    const last = Math.max(...(await Promise.all(times)));
    expect(last).toBeGreaterThanOrEqual(9_800);
    expect(last).toBeLessThanOrEqual(10_200);
    expect(order).toEqual(Array.from({ length: 110 }, (_, i) => i));
  });

  it("never lets more than burst + rate · t pass in any window, also after a quiet time", async () => {
    const { clock, pass } = setUp({ rate: 10, burst: 5 });
    const passed: number[] = [];
    await clock.advanceAsync(3_600_000);
    for (let i = 0; i < 60; i++) void pass().then((at) => passed.push(at));
    await clock.advanceAsync(10_000);
    for (let i = 0; i < passed.length; i++) {
      for (let j = i; j < passed.length; j++) {
        const seconds = ((passed[j] ?? 0) - (passed[i] ?? 0)) / 1000;
        expect(j - i + 1).toBeLessThanOrEqual(5 + 10 * seconds + 1e-6);
      }
    }
    expect(passed).toHaveLength(60);
  });

  it("takes no token for a waiter that was aborted, and lets the next one through in its place", async () => {
    const { clock, bucket, call, pass } = setUp({ rate: 1, burst: 1 });
    await pass();
    const controller = new AbortController();
    const aborted = pass(call({ signal: controller.signal }));
    const next = pass();
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: "ABORTED" });
    await clock.advanceAsync(1_000);
    await expect(next).resolves.toBe(1_000);
    expect(bucket.waiting).toBe(0);
  });

  it("keeps no timer when its only waiter has gone", async () => {
    const { clock, bucket, call, pass } = setUp({ rate: 1, burst: 1 });
    bucket.pause(60_000);
    const controller = new AbortController();
    const waiting = pass(call({ signal: controller.signal }));
    expect(clock.running).toBe(1);
    controller.abort();
    await expect(waiting).rejects.toThrow();
    expect(clock.running).toBe(0);
  });

  it("refuses at once a call whose turn would come after its deadline", async () => {
    const { call, pass } = setUp({ rate: 1, burst: 1 });
    await pass();
    for (let i = 0; i < 5; i++) void pass();
    await expect(pass(call({ deadlineMs: 3_000 }))).rejects.toMatchObject({
      name: "RateLimitError",
      code: "RATE_LIMIT_WAIT",
      retryAfterMs: 6_000,
      outcome: "not-sent",
    });
  });

  it("lets nothing pass during a pause, and only the burst right after it", async () => {
    const { clock, bucket, pass } = setUp({ rate: 10, burst: 3 });
    bucket.pause(30_000);
    const passed: number[] = [];
    for (let i = 0; i < 6; i++) void pass().then((at) => passed.push(at));
    await clock.advanceAsync(29_999);
    expect(passed).toEqual([]);
    await clock.advanceAsync(1_000);
    expect(passed).toEqual([30_000, 30_000, 30_000, 30_100, 30_200, 30_300]);
  });

  it("does not let a newcomer have the token that came back for a waiting call", async () => {
    const { clock, bucket, pass } = setUp({ rate: 1, burst: 1 });
    await pass();
    const waiting = pass();
    bucket.giveBack();
    expect(bucket.tryTake()).toBe(false);
    await clock.advanceAsync(0);
    await expect(waiting).resolves.toBe(0);
  });

  it("gives back the token of a request that was never sent", async () => {
    const { bucket } = setUp({ rate: 1, burst: 1 });
    expect(bucket.tryTake()).toBe(true);
    expect(bucket.tryTake()).toBe(false);
    bucket.giveBack();
    expect(bucket.tryTake()).toBe(true);
  });
});
