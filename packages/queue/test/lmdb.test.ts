import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "@platformq/testing";
import { afterAll, describe, expect, it, vi } from "vitest";
import { type JobQueue, QueueFullError } from "../src/index.js";
import { type LmdbQueueOptions, lmdbQueue } from "../src/lmdb.js";
import { behavesLikeAJobQueue } from "./behaviour.js";
import { survivesCrashes } from "./crash.js";
import { until } from "./support/until.js";

const folder = mkdtempSync(join(tmpdir(), "platformq-queue-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const newPath = (): string => join(folder, `${files++}.lmdb`);

describe("lmdbQueue", () => {
  behavesLikeAJobQueue((options) => {
    const path = newPath();
    const clock = new ManualClock();
    const open = () => lmdbQueue({ ...options, path, clock });
    return { queue: open(), pass: (ms) => clock.advanceAsync(ms), reopen: open };
  });
});

describe("an lmdbQueue whose process is killed", () => {
  survivesCrashes((folder) => ({ path: join(folder, "queue.lmdb") }));
});

describe("an lmdbQueue that is opened again", () => {
  it("has waiting, delayed and dead jobs in their order, and knows completed ids", async () => {
    const path = newPath();
    const clock = new ManualClock();
    const before = lmdbQueue({ path, clock });
    before.process("failing", () => Promise.reject(new Error("no")), { attempts: 1 });
    before.process("done", () => {});
    await before.enqueue("failing", 1);
    await before.enqueue("done", 1, { id: "a" });
    await before.enqueue("job", "second", { delayMs: 1000 });
    await before.enqueue("job", "first");
    await until(async () => {
      const { active, waiting, dead } = await before.counts();
      return dead === 1 && active === 0 && waiting === 1;
    });
    await before.close();

    const after = lmdbQueue({ path, clock });
    expect(await after.counts()).toEqual({ waiting: 1, delayed: 1, active: 0, dead: 1 });
    expect(await after.enqueue("done", 1, { id: "a" })).toMatchObject({ duplicate: true });
    const data: unknown[] = [];
    after.process("job", (job) => void data.push(job.data));
    await until(() => data.length === 1);
    await clock.advanceAsync(1000);
    await until(() => data.length === 2);
    expect(data).toEqual(["first", "second"]);
    await after.close();
  });
});

describe("an lmdbQueue that several processes share", () => {
  /** Two queues on one file hold it as two processes do. */
  function pair(options: Partial<LmdbQueueOptions> = {}): {
    one: JobQueue;
    other: JobQueue;
    clock: ManualClock;
  } {
    const path = newPath();
    const clock = new ManualClock();
    const open = () => lmdbQueue({ path, clock, leaseMs: 3000, pollMs: 100, ...options });
    return { one: open(), other: open(), clock };
  }

  it("runs what another one enqueued at its next look", async () => {
    const { one, other, clock } = pair();
    const data: unknown[] = [];
    other.process("job", (job) => void data.push(job.data));
    await one.enqueue("job", 1);
    await until(async () => {
      await clock.advanceAsync(100);
      return data.length === 1;
    });
    await Promise.all([one.close(), other.close()]);
  });

  it("runs no job twice", async () => {
    const { one, other } = pair();
    const data: unknown[] = [];
    await Promise.all(Array.from({ length: 200 }, (_, i) => one.enqueue("job", i)));
    for (const queue of [one, other])
      queue.process("job", (job) => void data.push(job.data), { concurrency: 3 });
    await until(async () => {
      const { waiting, active } = await one.counts();
      return waiting + active === 0;
    });
    expect(data).toHaveLength(200);
    expect(new Set(data).size).toBe(200);
    await Promise.all([one.close(), other.close()]);
  });

  /** Two queues, the first of which runs a job, and the time that three leases take. */
  async function runningPair() {
    const { one, other, clock } = pair();
    const timers = vi.spyOn(clock, "setTimeout");
    // A renewal goes to the disk, and the next is set when it is there: a second later, a third of the lease.
    const renewals = () => timers.mock.calls.filter(([, delayMs]) => delayMs === 1000).length;
    let runs = 0;
    let end = (): void => {};
    const run = () => {
      runs++;
      return new Promise<void>((resolve) => {
        end = resolve;
      });
    };
    one.process("job", run);
    await one.enqueue("job", 1);
    await until(() => runs === 1);
    other.process("job", run);
    const passThreeLeases = async (): Promise<void> => {
      await until(() => renewals() === 2);
      for (let second = 1; second <= 10; second++) {
        await clock.advanceAsync(1000);
        await until(() => renewals() === 2 + 2 * second);
      }
    };
    return { one, other, clock, passThreeLeases, end: () => end(), runs: () => runs };
  }

  it("leaves a job alone whose process renews its lease", async () => {
    const { one, other, clock, passThreeLeases, runs } = await runningPair();
    await passThreeLeases();
    expect(runs()).toBe(1);
    await Promise.all([one.close({ timeoutMs: 0 }), other.close({ timeoutMs: 0 }), clock.advanceAsync(0)]);
  });

  it("leaves a job alone that a closing process lets come to its end", async () => {
    const { one, other, passThreeLeases, end, runs } = await runningPair();
    const closed = one.close({ timeoutMs: 60_000 });
    await passThreeLeases();
    expect(runs()).toBe(1);
    end();
    await closed;
    expect(await other.counts()).toEqual({ waiting: 0, delayed: 0, active: 0, dead: 0 });
    await other.close();
  });

  it("takes a job over from one that gives no sign of life, which learns of it when it comes back", async () => {
    const path = newPath();
    const [frozen, running] = [new ManualClock(), new ManualClock()];
    const one = lmdbQueue({ path, clock: frozen, leaseMs: 3000 });
    const other = lmdbQueue({ path, clock: running, leaseMs: 3000 });
    const completed: number[] = [];
    one.events.on("completed", ({ job }) => completed.push(job.attempt));
    other.events.on("completed", ({ job }) => completed.push(job.attempt));
    let signal: AbortSignal | undefined;
    let end = (): void => {};
    one.process("job", (_, context) => {
      signal = context.signal;
      return new Promise((resolve) => {
        end = resolve;
      });
    });
    await one.enqueue("job", 1);
    await until(() => signal !== undefined);
    other.process("job", () => {});
    await until(async () => {
      await running.advanceAsync(1000);
      return completed.length === 1;
    });
    expect(signal?.aborted).toBe(false);
    await frozen.advanceAsync(1000);
    await until(() => signal?.aborted === true);
    end();
    await one.close();
    await other.close();
    expect(completed).toEqual([2]);
  });

  it("aborts no job that was taken after the lease was lost", async () => {
    const path = newPath();
    const [frozen, running] = [new ManualClock(), new ManualClock()];
    const one = lmdbQueue({ path, clock: frozen, leaseMs: 3000 });
    const other = lmdbQueue({ path, clock: running, leaseMs: 3000 });
    const signals = new Map<string, AbortSignal>();
    const ends: (() => void)[] = [];
    for (const name of ["before", "after"]) {
      one.process(name, (_, { signal }) => {
        signals.set(name, signal);
        return new Promise((resolve) => ends.push(resolve));
      });
    }
    await one.enqueue("before", 1);
    await until(() => signals.has("before"));
    let takenOver = false;
    other.process("before", () => {
      takenOver = true;
    });
    await until(async () => {
      await running.advanceAsync(1000);
      return takenOver;
    });
    await one.enqueue("after", 1);
    await until(() => signals.has("after"));
    await frozen.advanceAsync(1000);
    await until(() => signals.get("before")?.aborted === true);
    expect(signals.get("after")?.aborted).toBe(false);
    for (const end of ends) end();
    await Promise.all([one.close(), other.close()]);
  });

  it("makes no more room than there is", async () => {
    const { one, other } = pair({ maxJobs: 2 });
    await one.enqueue("job", 1);
    await other.enqueue("job", 2);
    await expect(one.enqueue("job", 3)).rejects.toThrow(QueueFullError);
    await Promise.all([one.close(), other.close()]);
  });
});

describe("an lmdbQueue that is full", () => {
  it("has as many places as jobs have left, and as dead ones that come back take", async () => {
    const clock = new ManualClock();
    await using queue = lmdbQueue({ path: newPath(), maxJobs: 3, clock });
    queue.process("job", () => {}, { concurrency: 3 });
    queue.process("failing", () => Promise.reject(new Error("no")), { attempts: 1 });
    const fill = (count: number) =>
      Promise.allSettled(Array.from({ length: count }, () => queue.enqueue("later", 1, { delayMs: 1000 })));
    await Promise.all([
      queue.enqueue("job", 1),
      queue.enqueue("job", 2),
      queue.enqueue("failing", 3, { id: "a" }),
    ]);
    await until(async () => {
      const { waiting, active, dead } = await queue.counts();
      return waiting + active === 0 && dead === 1;
    });
    expect((await fill(4)).map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "fulfilled",
      "rejected",
    ]);
    const [, refused] = await Promise.allSettled([queue.dead.replay("a"), queue.enqueue("job", 4)]);
    expect(refused).toMatchObject({ status: "rejected", reason: expect.any(QueueFullError) });
  });
});

describe("the file of an lmdbQueue", () => {
  it("does not grow with the jobs that pass through it", async () => {
    const path = newPath();
    const queue = lmdbQueue({ path, keepIds: { count: 100 } });
    queue.process("job", () => {}, { concurrency: 500 });
    const pass = async (round: number): Promise<number> => {
      await Promise.all(
        Array.from({ length: 500 }, (_, i) =>
          queue.enqueue("job", "x".repeat(1000), { id: `${round}-${i}` }),
        ),
      );
      await until(async () => {
        const { waiting, active } = await queue.counts();
        return waiting + active === 0;
      });
      return statSync(path).size;
    };
    const early = await pass(0).then(() => pass(1));
    let late = 0;
    for (let round = 2; round < 8; round++) late = await pass(round);
    expect(late).toBeLessThan(2 * early);
    await queue.close();
  });

  it.each([
    ["text", "This is no queue.\n".repeat(1000)],
    ["the beginning of one", "\xde\xc0\xef\xbe"],
  ])("is refused when it is %s", (_, content) => {
    const path = newPath();
    writeFileSync(path, content);
    expect(() => lmdbQueue({ path })).toThrow("is not the file of a queue");
  });

  it("is refused when it is a folder", () => {
    expect(() => lmdbQueue({ path: folder })).toThrow(/EISDIR/);
  });

  it("is made with its folder, for its owner only", async () => {
    const path = join(folder, "a", "new", "folder", "queue");
    const queue = lmdbQueue({ path });
    await queue.enqueue("job", 1);
    expect(statSync(path).mode & 0o077).toBe(0);
    await queue.close();
  });
});
