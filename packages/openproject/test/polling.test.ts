import { AbortError, DeadlineExceededError } from "@platformq/resilience";
import { expect, test, vi } from "vitest";
import { poll } from "../src/polling.js";
import { manualClock } from "./manual-clock.js";

test("asks at once, then after pauses that grow to ten times the first", async () => {
  const pauses: number[] = [];
  const { clock } = manualClock();
  const setTimeout: typeof clock.setTimeout = (callback, delayMs) => {
    pauses.push(Math.round(delayMs));
    queueMicrotask(callback);
    return { ref() {}, unref() {}, clear() {} };
  };
  let questions = 0;
  const ask = async () => (++questions < 9 ? undefined : "done");
  expect(await poll({ ...clock, setTimeout }, "it", ask, { pollMs: 100 }, undefined)).toBe("done");
  expect(pauses).toEqual([100, 150, 225, 338, 506, 759, 1000, 1000]);
});

test("gives up rather than wait beyond the end", async () => {
  const { clock } = manualClock();
  const waiting = poll(clock, "it", async () => undefined, { pollMs: 100, timeoutMs: 99 }, undefined);
  await expect(waiting).rejects.toBeInstanceOf(DeadlineExceededError);
});

test("ends with the caller, and leaves no timer behind", async () => {
  const time = manualClock();
  const controller = new AbortController();
  const waiting = poll(time.clock, "it", async () => undefined, {}, controller.signal);
  await vi.waitFor(() => expect(time.pending).toBe(1));
  controller.abort();
  await expect(waiting).rejects.toBeInstanceOf(AbortError);
  expect(time.pending).toBe(0);
  await expect(poll(time.clock, "it", async () => undefined, {}, controller.signal)).rejects.toBeInstanceOf(
    AbortError,
  );
});

test("fails with the question", async () => {
  const { clock } = manualClock();
  const ask = async () => {
    throw new TypeError("no");
  };
  await expect(poll(clock, "it", ask, {}, undefined)).rejects.toBeInstanceOf(TypeError);
});
