import { describe, expect, it } from "vitest";
import { UnrecoverableError } from "../../src/index.js";
import type { Subject } from "../behaviour.js";
import { deadOf, eventsOf } from "../support/observe.js";
import { until } from "../support/until.js";
import { WaitingError } from "../support/waiting-error.js";

const noBackoff = { backoff: () => 0 };

/** What becomes of jobs whose handler throws. */
export function failing(subject: () => Subject): void {
  describe("a job that fails", () => {
    it("is tried again after the backoff until it succeeds", async () => {
      const { queue, pass } = subject();
      const failed = eventsOf(queue, "failed");
      const retrying = eventsOf(queue, "retrying");
      const completed = eventsOf(queue, "completed");
      const asked: [number, string][] = [];
      queue.process(
        "job",
        (job) => {
          if (job.attempt < 3) throw new Error(`no ${job.attempt}`);
        },
        {
          backoff(attempt, error) {
            asked.push([attempt, String(error)]);
            return 40;
          },
        },
      );
      await queue.enqueue("job", 1);
      await until(() => retrying.length === 1);
      expect(await queue.counts()).toMatchObject({ delayed: 1, active: 0 });
      await pass(40);
      await until(() => retrying.length === 2);
      await pass(40);
      await until(() => completed.length === 1);
      expect(asked).toEqual([
        [1, "Error: no 1"],
        [2, "Error: no 2"],
      ]);
      expect(failed.map(({ job, error }) => [job.attempt, String(error)])).toEqual(asked);
      expect(retrying[0]).toMatchObject({ delayMs: 40, attemptSpent: true });
      expect(completed[0]?.job.attempt).toBe(3);
    });

    it("is dead after its attempts, and can be looked at", async () => {
      const { queue } = subject();
      const dead = eventsOf(queue, "dead");
      queue.process(
        "job",
        () => {
          throw new Error("never");
        },
        { attempts: 2, ...noBackoff },
      );
      await queue.enqueue("job", { n: 1 }, { id: "a" });
      await queue.enqueue("job", { n: 2 }, { id: "b", attempts: 1 });
      await until(() => dead.length === 2);
      const list = await deadOf(queue);
      expect(list.sort((one, other) => one.id.localeCompare(other.id))).toEqual([
        {
          id: "a",
          name: "job",
          data: { n: 1 },
          attempts: 2,
          reason: "never",
          enqueuedAt: expect.any(Date),
          diedAt: expect.any(Date),
        },
        expect.objectContaining({ id: "b", attempts: 1 }),
      ]);
      expect(await deadOf(queue, "other")).toEqual([]);
      expect(await queue.counts()).toEqual({ waiting: 0, delayed: 0, active: 0, dead: 2 });
      expect(await queue.enqueue("job", 1, { id: "a" })).toMatchObject({ duplicate: true });
    });

    it("runs again with all its attempts when it is replayed", async () => {
      const { queue } = subject();
      const dead = eventsOf(queue, "dead");
      const attempts: number[] = [];
      queue.process(
        "job",
        (job) => {
          attempts.push(job.attempt);
          if (attempts.length < 4) throw new Error("not yet");
        },
        { attempts: 2, ...noBackoff },
      );
      await queue.enqueue("job", 1, { id: "a" });
      await until(() => dead.length === 1);
      expect(await queue.dead.replay("b")).toBe(false);
      expect(await queue.dead.replay("a")).toBe(true);
      await until(() => attempts.length === 4);
      expect(attempts).toEqual([1, 2, 1, 2]);
      await until(async () => (await queue.counts()).active === 0);
      expect(await queue.counts()).toMatchObject({ dead: 0 });
      expect(await queue.dead.replay("a")).toBe(false);
    });

    it("is forgotten when it is removed from the dead", async () => {
      const { queue } = subject();
      const dead = eventsOf(queue, "dead");
      queue.process("job", () => Promise.reject(new Error("no")), { attempts: 1 });
      await queue.enqueue("job", 1, { id: "a" });
      await until(() => dead.length === 1);
      expect(await queue.dead.remove("a")).toBe(true);
      expect(await queue.dead.remove("a")).toBe(false);
      expect(await deadOf(queue)).toEqual([]);
      expect(await queue.enqueue("job", 1, { id: "a" })).toMatchObject({ duplicate: false });
    });

    it("is listed though others are replayed and removed meanwhile, however many they are", async () => {
      const { queue } = subject();
      const dead = eventsOf(queue, "dead");
      const completed = eventsOf(queue, "completed");
      const ids = Array.from({ length: 250 }, (_, i) => `${i}`.padStart(3, "0"));
      let isWell = false;
      queue.process(
        "job",
        () => {
          if (!isWell) throw new Error("no");
        },
        { attempts: 1, concurrency: 50 },
      );
      await Promise.all(ids.map((id) => queue.enqueue("job", 1, { id })));
      await until(() => dead.length === ids.length);
      isWell = true;
      const listed: string[] = [];
      for await (const { id } of queue.dead.list()) {
        listed.push(id);
        if (listed.length % 2 === 0) await queue.dead.remove(id);
        else await queue.dead.replay(id);
      }
      expect(listed.sort()).toEqual(ids);
      await until(() => completed.length === ids.length / 2);
      expect(await queue.counts()).toMatchObject({ dead: 0 });
    });

    it("is listed once, even if it is replayed meanwhile and dies again", async () => {
      const { queue } = subject();
      const dead = eventsOf(queue, "dead");
      queue.process("job", () => Promise.reject(new Error("never")), { attempts: 1, concurrency: 50 });
      const ids = Array.from({ length: 120 }, (_, i) => `${i}`.padStart(3, "0"));
      await Promise.all(ids.map((id) => queue.enqueue("job", 1, { id })));
      await until(() => dead.length === ids.length);
      const listed: string[] = [];
      for await (const { id } of queue.dead.list()) {
        listed.push(id);
        if (listed.length > ids.length) break;
        await queue.dead.replay(id);
        await until(() => dead.length === ids.length + listed.length);
      }
      expect(listed.sort()).toEqual(ids);
    });

    it("is dead at once when trying again is useless", async () => {
      const { queue } = subject();
      const dead = eventsOf(queue, "dead");
      const retrying = eventsOf(queue, "retrying");
      queue.process("job", () => Promise.reject(new UnrecoverableError("malformed")));
      await queue.enqueue("job", 1);
      await until(() => dead.length === 1);
      expect(retrying).toEqual([]);
      expect(await deadOf(queue)).toMatchObject([{ attempts: 1, reason: "malformed" }]);
    });

    it("spends no attempt when several parts of it are asked to wait", async () => {
      const { queue, pass } = subject();
      const attempts: number[] = [];
      const retrying = eventsOf(queue, "retrying");
      const completed = eventsOf(queue, "completed");
      queue.process("job", (job) => {
        attempts.push(job.attempt);
        if (attempts.length > 1) return;
        throw new AggregateError([
          new WaitingError("CircuitOpenError", 150),
          new WaitingError("RateLimitError", 120),
        ]);
      });
      await queue.enqueue("job", 1, { attempts: 1 });
      await until(() => retrying.length === 1);
      await pass(150);
      await until(() => completed.length === 1);
      expect(attempts).toEqual([1, 1]);
      expect(retrying[0]).toMatchObject({ delayMs: 150, attemptSpent: false });
    });

    it.each(["RateLimitError", "CircuitOpenError"] as const)("spends no attempt on a %s", async (kind) => {
      const { queue, pass } = subject();
      const attempts: number[] = [];
      const retrying = eventsOf(queue, "retrying");
      const failed = eventsOf(queue, "failed");
      const completed = eventsOf(queue, "completed");
      queue.process("job", (job) => {
        attempts.push(job.attempt);
        if (attempts.length < 3) throw new WaitingError(kind, 100);
      });
      await queue.enqueue("job", 1, { attempts: 1 });
      for (const times of [1, 2]) {
        await until(() => retrying.length === times);
        await pass(100);
      }
      await until(() => completed.length === 1);
      expect(attempts).toEqual([1, 1, 1]);
      expect(retrying[0]).toMatchObject({ delayMs: 100, attemptSpent: false });
      expect(failed).toEqual([]);
    });
  });
}
