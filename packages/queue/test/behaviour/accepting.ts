import { describe, expect, it } from "vitest";
import { JsonText } from "../../src/index.js";
import type { Subject, SubjectOptions } from "../behaviour.js";
import { eventsOf, jobsOf } from "../support/observe.js";
import { until } from "../support/until.js";

/** How jobs are accepted. */
export function accepting(subject: (options?: SubjectOptions) => Subject): void {
  describe("a job", () => {
    it("reaches its handler with what it was enqueued with", async () => {
      const { queue } = subject();
      const data = { text: "ünï", list: [1, null, true], nested: { deep: {} } };
      const { id, duplicate } = await queue.enqueue("job", data);
      const completed = eventsOf(queue, "completed");
      const jobs = jobsOf(queue);
      await until(() => completed.length === 1);
      expect(duplicate).toBe(false);
      expect(jobs).toEqual([
        { id, name: "job", data, attempt: 1, maxAttempts: 5, enqueuedAt: expect.any(Date) },
      ]);
      expect(completed[0]?.job.id).toBe(id);
      expect(await queue.counts()).toEqual({ waiting: 0, delayed: 0, active: 0, dead: 0 });
    });

    it("keeps the data it was enqueued with when the caller changes its object", async () => {
      const { queue } = subject();
      const data = { text: "before" };
      const accepted = queue.enqueue("job", data);
      data.text = "after";
      await accepted;
      const jobs = jobsOf(queue);
      await until(() => jobs.length === 1);
      expect(jobs[0]?.data).toEqual({ text: "before" });
    });

    it("may be written as JSON already", async () => {
      const { queue } = subject();
      await queue.enqueue("job", new JsonText('{"a": [1, "\\u00fc"]}'));
      const jobs = jobsOf(queue);
      await until(() => jobs.length === 1);
      expect(jobs[0]?.data).toEqual({ a: [1, "ü"] });
    });

    it("waits for a handler of its name", async () => {
      const { queue } = subject();
      await queue.enqueue("one", 1);
      await queue.enqueue("other", 2);
      const jobs = jobsOf(queue, "other");
      await until(() => jobs.length === 1);
      expect(jobs[0]?.data).toBe(2);
      expect(await queue.counts()).toMatchObject({ waiting: 1 });
    });

    it.each([
      ["name", ""],
      ["name", "nul\0"],
      ["name", "x".repeat(257)],
    ])("has a decent %s, not %j", async (_, name) => {
      const { queue } = subject();
      await expect(queue.enqueue(name, 1)).rejects.toThrow(/name/);
      await expect(queue.enqueue("job", 1, { id: name })).rejects.toThrow(/id/);
      expect(() => queue.process(name, () => {})).toThrow(/name/);
    });

    it.each([{ delayMs: -1 }, { delayMs: Number.NaN }, { priority: 1.5 }, { priority: -1 }, { attempts: 0 }])(
      "is refused with %j",
      async (options) => {
        const { queue } = subject();
        await expect(queue.enqueue("job", 1, options)).rejects.toThrow(RangeError);
        expect(await queue.counts()).toMatchObject({ waiting: 0, delayed: 0 });
      },
    );
  });

  describe("an id", () => {
    it.each(["zulip:message:42", "42", "ä b/c?%:", "x".repeat(256)])(
      "makes a job the only one: %s",
      async (id) => {
        const { queue } = subject();
        const results = await Promise.all([1, 2, 3].map((n) => queue.enqueue("job", n, { id })));
        expect(results.map((result) => result.id)).toEqual([id, id, id]);
        expect(results.map((result) => result.duplicate).sort()).toEqual([false, true, true]);
        expect(await queue.counts()).toMatchObject({ waiting: 1 });
        const jobs = jobsOf(queue);
        await until(() => jobs.length === 1);
        expect(jobs[0]?.id).toBe(id);
      },
    );

    it("is remembered after its job was completed", async () => {
      const { queue } = subject();
      const completed = eventsOf(queue, "completed");
      await queue.enqueue("job", 1, { id: "a" });
      const jobs = jobsOf(queue);
      await until(() => completed.length === 1);
      expect(await queue.enqueue("job", 2, { id: "a" })).toEqual({ id: "a", duplicate: true });
      await queue.enqueue("job", 3, { id: "b" });
      await until(() => completed.length === 2);
      expect(jobs.map((job) => job.data)).toEqual([1, 3]);
    });

    it("is forgotten with its age, also when no other job is completed after its own", async () => {
      const { queue, pass } = subject({ keepIds: { ageMs: 300 } });
      const completed = eventsOf(queue, "completed");
      const jobs = jobsOf(queue);
      await queue.enqueue("job", 1, { id: "a" });
      await until(() => completed.length === 1);
      await pass(310);
      const results = await Promise.all([2, 2, 2].map((data) => queue.enqueue("job", data, { id: "a" })));
      expect(results.map(({ duplicate }) => duplicate).sort()).toEqual([false, true, true]);
      await until(() => completed.length === 2);
      expect(jobs.map((job) => job.data)).toEqual([1, 2]);
    });

    it("stays with a dead job, whatever its age", async () => {
      const { queue, pass } = subject({ keepIds: { ageMs: 50 } });
      const dead = eventsOf(queue, "dead");
      queue.process("job", () => Promise.reject(new Error("no")), { attempts: 1 });
      await queue.enqueue("job", 1, { id: "a" });
      await until(() => dead.length === 1);
      await pass(60);
      expect(await queue.enqueue("job", 2, { id: "a" })).toEqual({ id: "a", duplicate: true });
      expect(await queue.counts()).toEqual({ waiting: 0, delayed: 0, active: 0, dead: 1 });
    });

    it("means another job under another name", async () => {
      const { queue } = subject();
      await queue.enqueue("one", 1, { id: "a" });
      expect(await queue.enqueue("other", 1, { id: "a" })).toEqual({ id: "a", duplicate: false });
    });
  });
}
