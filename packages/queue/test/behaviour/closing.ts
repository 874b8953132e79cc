import { describe, expect, it } from "vitest";
import { type JsonValue, QueueClosedError } from "../../src/index.js";
import type { Subject } from "../behaviour.js";
import { jobsOf } from "../support/observe.js";
import { until } from "../support/until.js";

/** How a queue ends. */
export function closing(subject: () => Subject): void {
  describe("close", () => {
    it("waits for the running handler and starts no other", async () => {
      const { queue } = subject();
      const started: JsonValue[] = [];
      let end = (): void => {};
      let ended = false;
      queue.process("job", async (job) => {
        started.push(job.data);
        await new Promise<void>((resolve) => {
          end = resolve;
        });
        ended = true;
      });
      await queue.enqueue("job", 1);
      await queue.enqueue("job", 2);
      await until(() => started.length === 1);
      const closed = queue.close();
      await expect(queue.enqueue("job", 3)).rejects.toThrow(QueueClosedError);
      expect(() => queue.process("other", () => {})).toThrow(QueueClosedError);
      end();
      await closed;
      expect(ended).toBe(true);
      expect(started).toEqual([1]);
      await queue.close();
    });

    it("aborts a handler that takes too long, and its job runs again with all its attempts", async () => {
      const { queue, pass, reopen } = subject();
      let reason: unknown;
      let running = false;
      queue.process("job", (_, { signal }) => {
        running = true;
        return new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => {
            reason = signal.reason;
            reject(new Error("aborted"));
          });
        });
      });
      await queue.enqueue("job", 1, { attempts: 1 });
      await until(() => running);
      const closed = queue.close({ timeoutMs: 20 });
      await pass(20);
      await closed;
      expect(reason).toBeDefined();
      if (reopen === undefined) return;
      const again = reopen();
      const jobs = jobsOf(again);
      await until(() => jobs.length === 1);
      expect(jobs[0]?.attempt).toBe(1);
    });

    it("comes with leaving a scope", async () => {
      const { queue } = subject();
      {
        await using scoped = queue;
        await scoped.enqueue("job", 1);
      }
      await expect(queue.enqueue("job", 2)).rejects.toThrow(QueueClosedError);
    });
  });
}
