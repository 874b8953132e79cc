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
