import { describe, expect, it, vi } from "vitest";
import type { JsonValue } from "../../src/index.js";
import type { Subject } from "../behaviour.js";
import { eventsOf, jobsOf } from "../support/observe.js";
import { until } from "../support/until.js";

/** How jobs are run. */
export function running(subject: () => Subject): void {
  describe("the order", () => {
    it("is that of coming", async () => {
      const { queue } = subject();
      for (let i = 0; i < 20; i++) await queue.enqueue("job", i);
      const jobs = jobsOf(queue);
      await until(() => jobs.length === 20);
      expect(jobs.map((job) => job.data)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    });

    it("is that of priority first, the smaller the sooner", async () => {
      const { queue } = subject();
      for (const priority of [3, 1, 2_097_151, 0, 1]) await queue.enqueue("job", priority, { priority });
      const jobs = jobsOf(queue);
      await until(() => jobs.length === 5);
      expect(jobs.map((job) => job.data)).toEqual([0, 1, 1, 3, 2_097_151]);
    });
  });

  it("runs a delayed job when its time has come, and no sooner", async () => {
    const { queue, pass } = subject();
    const jobs = jobsOf(queue);
    await queue.enqueue("job", "later", { delayMs: 80 });
    await queue.enqueue("job", "now");
    await until(() => jobs.length === 1);
    expect(jobs[0]?.data).toBe("now");
    await until(async () => (await queue.counts()).active === 0);
    expect(await queue.counts()).toMatchObject({ waiting: 0, delayed: 1 });
    await pass(80);
    await until(() => jobs.length === 2);
    expect(jobs[1]?.data).toBe("later");
  });

  it("runs as many jobs at once as it may, and no more", async () => {
    const { queue } = subject();
    let running = 0;
    let most = 0;
    let done = 0;
    queue.process(
      "job",
      async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running--;
        done++;
      },
      { concurrency: 4 },
    );
    await Promise.all(Array.from({ length: 20 }, (_, i) => queue.enqueue("job", i)));
    await until(() => done === 20);
    expect(most).toBe(4);
  });

  it("tells a handler's progress", async () => {
    const { queue } = subject();
    const progress: JsonValue[] = [];
    queue.events.on("progress", ({ job, value }) => progress.push([job.name, value]));
    const completed = eventsOf(queue, "completed");
    queue.process("job", (_, context) => {
      context.progress(50);
      context.progress({ part: 2 });
    });
    await queue.enqueue("job", 1);
    await until(() => completed.length === 1);
    expect(progress).toEqual([
      ["job", 50],
      ["job", { part: 2 }],
    ]);
  });

  it("goes on when a listener throws, and warns of it", async () => {
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const { queue } = subject();
    const completed = eventsOf(queue, "completed");
    const off = queue.events.on("completed", () => {
      throw new Error("a listener that is meant to fail");
    });
    const jobs = jobsOf(queue);
    await queue.enqueue("job", 1);
    await until(() => completed.length === 1);
    off();
    await queue.enqueue("job", 2);
    await until(() => completed.length === 2);
    expect(jobs).toHaveLength(2);
    expect(warned).toHaveBeenCalledExactlyOnceWith(new Error("a listener that is meant to fail"));
    warned.mockRestore();
  });

  it("goes on when an async listener fails, and warns of it", async () => {
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const { queue } = subject();
    const completed = eventsOf(queue, "completed");
    const failing = (): unknown => Promise.reject(new Error("an async listener that is meant to fail"));
    queue.events.on("completed", failing);
    const jobs = jobsOf(queue);
    await queue.enqueue("job", 1);
    await queue.enqueue("job", 2);
    await until(() => completed.length === 2 && warned.mock.calls.length === 2);
    expect(jobs).toHaveLength(2);
    expect(warned).toHaveBeenCalledWith(new Error("an async listener that is meant to fail"));
    warned.mockRestore();
  });

  it("has one handler per name", async () => {
    const { queue } = subject();
    queue.process("job", () => {});
    expect(() => queue.process("job", () => {})).toThrow(TypeError);
    expect(() => queue.process("other", () => {}, { concurrency: 0 })).toThrow(RangeError);
  });
}
