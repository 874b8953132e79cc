import { AbortError } from "@platformq/resilience";
import { expect, test } from "vitest";
import { eachConcurrently } from "../../src/files/each-concurrently.js";

test("works on a few items at a time", async () => {
  let running = 0;
  let most = 0;
  await eachConcurrently([1, 2, 3, 4, 5], 2, undefined, async () => {
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running--;
  });
  expect(most).toBe(2);
});

test("stops at the first failure, tells the others, and ends the source", async () => {
  let ended = false;
  const source = async function* () {
    try {
      for (let i = 1; ; i++) yield i;
    } finally {
      ended = true;
    }
  };
  const aborted: number[] = [];
  const work = async (item: number, signal: AbortSignal): Promise<void> => {
    if (item === 3) throw new Error("three");
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    aborted.push(item);
  };
  await expect(eachConcurrently(source(), 3, undefined, work)).rejects.toThrow("three");
  expect(aborted).toEqual([1, 2]);
  expect(ended).toBe(true);
});

/** One item, and then nothing. */
const quiet = () => {
  let given = 0;
  let isEnded = false;
  const iterator: AsyncIterator<number> = {
    next: async () => (given++ === 0 ? { value: 1 } : new Promise(() => {})),
    return: async () => {
      isEnded = true;
      return { done: true, value: undefined };
    },
  };
  return { items: { [Symbol.asyncIterator]: () => iterator }, isEnded: () => isEnded };
};

test("tells a failure although the source has nothing to give", async () => {
  const { items, isEnded } = quiet();
  const work = async (): Promise<void> => {
    throw new Error("one");
  };
  await expect(eachConcurrently(items, 2, undefined, work)).rejects.toThrow("one");
  expect(isEnded()).toBe(true);
});

test("ends with the caller's signal although the source has nothing to give", async () => {
  const { items, isEnded } = quiet();
  const controller = new AbortController();
  const work = async (): Promise<void> => controller.abort();
  await expect(eachConcurrently(items, 2, controller.signal, work)).rejects.toBeInstanceOf(AbortError);
  expect(isEnded()).toBe(true);
});

test("is no success when the caller's signal left something undone", async () => {
  const controller = new AbortController();
  const work = async (): Promise<void> => controller.abort();
  await expect(eachConcurrently([1, 2], 1, controller.signal, work)).rejects.toBeInstanceOf(AbortError);
});
