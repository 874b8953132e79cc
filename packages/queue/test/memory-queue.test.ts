import { ManualClock } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import {
  JsonText,
  type MemoryQueueOptions,
  memoryQueue,
  QueueClosedError,
  QueueFullError,
} from "../src/index.js";
import { behavesLikeAJobQueue } from "./behaviour.js";
import { eventsOf, jobsOf } from "./support/observe.js";
import { until } from "./support/until.js";

describe("memoryQueue", () => {
  behavesLikeAJobQueue((options) => {
    const clock = new ManualClock();
    return { queue: memoryQueue({ ...options, clock }), pass: (ms) => clock.advanceAsync(ms) };
  });
});

describe("a memoryQueue that is full", () => {
  function filled(options: MemoryQueueOptions = {}) {
    const clock = new ManualClock();
    const queue = memoryQueue({ clock, maxJobs: 2, ...options });
    return { clock, queue, fill: () => Promise.all([queue.enqueue("job", 1), queue.enqueue("job", 2)]) };
  }

  it("refuses a job", async () => {
    const { queue, fill } = filled();
    await fill();
    await expect(queue.enqueue("job", 3)).rejects.toThrow(QueueFullError);
    await expect(queue.enqueue("job", 3)).rejects.toMatchObject({ code: "QUEUE_FULL" });
    expect(await queue.counts()).toMatchObject({ waiting: 2 });
  });

  it("counts delayed and running jobs", async () => {
    const { queue } = filled();
    queue.process("job", () => new Promise(() => {}));
    await queue.enqueue("job", 1);
    await queue.enqueue("job", 2, { delayMs: 1000 });
    await until(async () => (await queue.counts()).active === 1);
    await expect(queue.enqueue("job", 3)).rejects.toThrow(QueueFullError);
  });

  it("lets calls wait for a place, first come, first served", async () => {
    const { queue, fill } = filled();
    await fill();
    const accepted: string[] = [];
    const waiting = ["a", "b"].map(async (id) => {
      await queue.enqueue("job", id, { id, waitMs: 1000 });
      accepted.push(id);
    });
    const data: unknown[] = [];
    queue.process("job", (job) => void data.push(job.data));
    await Promise.all(waiting);
    expect(accepted).toEqual(["a", "b"]);
    await until(() => data.length === 4);
    expect(data).toEqual([1, 2, "a", "b"]);
  });

  it("refuses a call that has waited long enough", async () => {
    const { clock, queue, fill } = filled();
    await fill();
    const refused = expect(queue.enqueue("job", 3, { waitMs: 1000 })).rejects.toThrow(QueueFullError);
    await clock.advanceAsync(1000);
    await refused;
  });

  it("still knows a duplicate", async () => {
    const { queue } = filled({ maxJobs: 1 });
    await queue.enqueue("job", 1, { id: "a" });
    expect(await queue.enqueue("job", 1, { id: "a" })).toEqual({ id: "a", duplicate: true });
  });

  it("has room again once a job is dead", async () => {
    const { queue } = filled({ maxJobs: 1 });
    queue.process("job", () => Promise.reject(new Error("no")), { attempts: 1 });
    await queue.enqueue("job", 1);
    await queue.enqueue("job", 2, { waitMs: 1000 });
    await until(async () => (await queue.counts()).dead === 2);
  });

  it("lets nobody wait when it is closed", async () => {
    const { queue, fill } = filled();
    await fill();
    const refused = expect(queue.enqueue("job", 3, { waitMs: 1000 })).rejects.toThrow(QueueClosedError);
    await queue.close();
    await refused;
  });
});

/** A queue whose jobs run until they are let go. */
function held(options: MemoryQueueOptions) {
  const queue = memoryQueue(options);
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  queue.process("job", () => released);
  return { queue, release };
}

describe("the memory of a memoryQueue", () => {
  it("drops the oldest dead job beyond its limit, and its id with it", async () => {
    const queue = memoryQueue({ maxDead: 2 });
    queue.process("job", () => Promise.reject(new Error("no")), { attempts: 1 });
    for (const id of ["a", "b", "c"]) await queue.enqueue("job", 1, { id });
    await until(async () => (await queue.counts()).active === 0);
    const ids: string[] = [];
    for await (const { id } of queue.dead.list()) ids.push(id);
    expect(ids).toEqual(["b", "c"]);
    expect(await queue.enqueue("job", 1, { id: "a" })).toMatchObject({ duplicate: false });
  });

  it("is bounded in bytes: what is too much has to wait until something has left", async () => {
    const { queue, release } = held({ maxBytes: 100 });
    await queue.enqueue("job", "x".repeat(60), { id: "large" });
    await expect(queue.enqueue("job", "x".repeat(60))).rejects.toThrow(QueueFullError);
    await queue.enqueue("job", "small");
    const waiting = queue.enqueue("job", "x".repeat(60), { waitMs: 1000 });
    release();
    expect(await waiting).toMatchObject({ duplicate: false });
  });

  it("has room for a job of any size while it is alone", async () => {
    const { queue, release } = held({ maxBytes: 100 });
    await queue.enqueue("job", "x".repeat(1000));
    await expect(queue.enqueue("job", 1)).rejects.toThrow(QueueFullError);
    release();
    await until(async () => (await queue.counts()).active === 0);
    expect(await queue.enqueue("job", "x".repeat(1000))).toMatchObject({ duplicate: false });
  });

  it("drops the oldest dead jobs beyond its bytes, but not the last one", async () => {
    const queue = memoryQueue({ maxBytes: 100 });
    queue.process("job", () => Promise.reject(new Error("no")), { attempts: 1 });
    const deadIds = async (): Promise<string[]> => {
      await until(async () => {
        const { waiting, active } = await queue.counts();
        return waiting + active === 0;
      });
      const ids: string[] = [];
      for await (const { id } of queue.dead.list()) ids.push(id);
      return ids;
    };
    for (const id of ["a", "b", "c"]) await queue.enqueue("job", "x".repeat(40), { id, waitMs: 1000 });
    expect(await deadIds()).toEqual(["b", "c"]);
    await queue.dead.remove("b");
    await queue.enqueue("job", "x".repeat(40), { id: "d" });
    expect(await deadIds()).toEqual(["c", "d"]);
    await queue.enqueue("job", "x".repeat(1000), { id: "e" });
    expect(await deadIds()).toEqual(["e"]);
  });

  it("forgets completed ids with their age", async () => {
    const clock = new ManualClock();
    const queue = memoryQueue({ clock, keepIds: { ageMs: 1000 } });
    queue.process("job", () => {});
    await queue.enqueue("job", 1, { id: "a" });
    await until(async () => (await queue.counts()).active === 0);
    await clock.advanceAsync(999);
    expect(await queue.enqueue("job", 1, { id: "a" })).toMatchObject({ duplicate: true });
    await clock.advanceAsync(1);
    expect(await queue.enqueue("job", 1, { id: "a" })).toMatchObject({ duplicate: false });
  });

  it("forgets completed ids beyond their number", async () => {
    const queue = memoryQueue({ keepIds: { count: 1 } });
    const done: string[] = [];
    queue.events.on("completed", ({ job }) => done.push(job.id));
    queue.process("job", () => {});
    for (const id of ["a", "b"]) await queue.enqueue("job", 1, { id });
    await until(() => done.length === 2);
    expect(await queue.enqueue("job", 1, { id: "b" })).toMatchObject({ duplicate: true });
    expect(await queue.enqueue("job", 1, { id: "a" })).toMatchObject({ duplicate: false });
  });
});

describe("a memoryQueue", () => {
  it("is not stopped by a job whose data is no JSON", async () => {
    const queue = memoryQueue();
    const jobs = jobsOf(queue);
    const errors = eventsOf(queue, "error");
    await queue.enqueue("job", new JsonText("{"));
    await queue.enqueue("job", 1);
    await until(() => jobs.length === 1);
    expect(errors).toEqual([{ error: expect.any(SyntaxError) }]);
    expect(await queue.counts()).toMatchObject({ waiting: 0, dead: 1 });
    await queue.close();
  });

  it.each([
    { maxJobs: 0 },
    { maxDead: Number.NaN },
    { maxBytes: 0 },
    { keepIds: { ageMs: Number.NaN } },
    { keepIds: { count: -1 } },
  ])("does not take %j", (options) => {
    expect(() => memoryQueue(options)).toThrow(RangeError);
  });
});
