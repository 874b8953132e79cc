import { type JobQueue, memoryQueue } from "@platformq/queue";
import { ManualClock } from "@platformq/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TrackedQueue } from "../../src/notifications/tracked-queue.js";

let clock: ManualClock;
let queue: JobQueue;
let tracked: TrackedQueue;
let failures: (number | undefined)[];
beforeEach(() => {
  clock = new ManualClock();
  queue = memoryQueue({ clock });
  failures = [];
  tracked = new TrackedQueue(queue, clock, (_, __, retryAfterMs) => failures.push(retryAfterMs));
});
afterEach(() => queue.close({ timeoutMs: 0 }));

/** Whether it is idle at once. */
const isIdle = async (): Promise<boolean> => {
  const idle = tracked.idle(1);
  await clock.advanceAsync(1);
  return idle;
};

describe("a queue is idle", () => {
  it("when all that was enqueued is done, but not before", async () => {
    let finish = (): void => {};
    tracked.process(
      "job",
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
      {},
    );
    await tracked.enqueue("job", 1, { id: "a" });
    expect(await isIdle()).toBe(false);
    const idle = tracked.idle(1000);
    finish();
    expect(await idle).toBe(true);
  });

  it("while jobs are delayed, and is not when their time has come", async () => {
    let finish = (): void => {};
    tracked.process(
      "job",
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
      {},
    );
    await tracked.enqueue("job", 1, { id: "a", delayMs: 100 });
    expect(await isIdle()).toBe(true);
    await clock.advanceAsync(100);
    expect(await isIdle()).toBe(false);
    finish();
    expect(await tracked.idle(1000)).toBe(true);
  });

  it("after a duplicate and after a job that was not accepted", async () => {
    tracked.process("job", () => {}, {});
    await tracked.enqueue("job", 1, { id: "a" });
    await tracked.idle(1000);
    expect(await tracked.enqueue("job", 1, { id: "a" })).toMatchObject({ duplicate: true });
    await expect(tracked.enqueue("job", 1, { id: "\0" })).rejects.toThrow();
    expect(await isIdle()).toBe(true);
  });

  it("when jobs failed, of which it tells, but not of those of others", async () => {
    const fail = () => Promise.reject(new Error("no"));
    tracked.process("job", fail, { attempts: 2, backoff: () => 50 });
    queue.process("other", fail, { attempts: 1 });
    await queue.enqueue("other", 1);
    await tracked.enqueue("job", 1, { id: "a" });
    expect(await tracked.idle(1000)).toBe(true);
    expect(failures).toEqual([50]);
    await clock.advanceAsync(50);
    expect(await tracked.idle(1000)).toBe(true);
    expect(failures).toEqual([50, undefined]);
  });

  it("when its jobs were given back at the queue's end", async () => {
    tracked.process(
      "job",
      (_, { signal }) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
      {},
    );
    await tracked.enqueue("job", 1, { id: "a" });
    expect(await isIdle()).toBe(false);
    const closed = queue.close({ timeoutMs: 0 });
    await clock.advanceAsync(0);
    await closed;
    expect(await tracked.idle(1000)).toBe(true);
  });
});
