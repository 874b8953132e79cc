import { AbortError, DeadlineExceededError, NetworkError, type RequestOptions } from "@platformq/resilience";
import { ManualClock } from "@platformq/testing";
import { expect, test, vi } from "vitest";
import { poll } from "../src/polling.js";

test("asks at once, then after pauses that grow to ten times the first", async () => {
  const pauses: number[] = [];
  const setTimeout: ManualClock["setTimeout"] = (callback, delayMs) => {
    pauses.push(Math.round(delayMs));
    queueMicrotask(() => {
      clock.advance(delayMs);
      callback();
    });
    return { ref() {}, unref() {}, clear() {} };
  };
  const clock = Object.assign(new ManualClock(), { setTimeout });
  let questions = 0;
  const ask = async () => (++questions < 9 ? undefined : "done");
  expect(await poll(clock, "it", ask, { pollMs: 100 })).toBe("done");
  expect(pauses).toEqual([100, 150, 225, 338, 506, 759, 1000, 1000]);
});

test("gives up rather than wait beyond the end", async () => {
  const clock = new ManualClock();
  const waiting = poll(clock, "it", async () => undefined, { pollMs: 100, timeoutMs: 99 });
  await expect(waiting).rejects.toBeInstanceOf(DeadlineExceededError);
});

test("ends with the caller, and leaves no timer behind", async () => {
  const clock = new ManualClock();
  const controller = new AbortController();
  const waiting = poll(clock, "it", async () => undefined, {}, { signal: controller.signal });
  await vi.waitFor(() => expect(clock.running).toBe(1));
  controller.abort();
  await expect(waiting).rejects.toBeInstanceOf(AbortError);
  expect(clock.running).toBe(0);
  await expect(
    poll(clock, "it", async () => undefined, {}, { signal: controller.signal }),
  ).rejects.toBeInstanceOf(AbortError);
});

test("fails with the question", async () => {
  const clock = new ManualClock();
  const ask = async () => {
    throw new TypeError("no");
  };
  await expect(poll(clock, "it", ask, {})).rejects.toBeInstanceOf(TypeError);
});

test("a question takes no longer than is left, nor than the caller allows", async () => {
  const clock = new ManualClock();
  const given: unknown[] = [];
  const ask = async ({ deadlineMs }: RequestOptions): Promise<true | undefined> => {
    given.push(deadlineMs);
    clock.advance(400);
    return given.length < 3 ? undefined : true;
  };
  const late = expect(poll(clock, "it", ask, { pollMs: 100, timeoutMs: 1000 })).rejects;
  await Promise.all([late.toBeInstanceOf(DeadlineExceededError), clock.advanceAsync(100)]);
  expect(given).toEqual([1000, 500]);
  given.push(0);
  expect(await poll(clock, "it", ask, { timeoutMs: 1000 }, { deadlineMs: 300 })).toBe(true);
  expect(given.at(-1)).toBe(300);
});

test("a server that fails is asked again, and how it failed is told at the end", async () => {
  const clock = new ManualClock();
  const failure = new NetworkError("gone", "ECONNRESET", { service: "openproject" });
  let questions = 0;
  const ask = async (): Promise<string | undefined> => {
    if (++questions < 3) throw failure;
    return "done";
  };
  const asked = poll(clock, "it", ask, { pollMs: 100 });
  await clock.advanceAsync(100);
  await clock.advanceAsync(150);
  expect(await asked).toBe("done");
  questions = 0;
  const ended = poll(clock, "it", ask, { pollMs: 100, timeoutMs: 100 });
  await expect(ended).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED", cause: failure });
});
