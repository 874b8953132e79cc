import { expect, test, vi } from "vitest";
import { ShortMemory } from "../../src/writing/short-memory.js";
import { manualClock } from "../manual-clock.js";

test("keeps a value for a minute, and is read once by all who ask meanwhile", async () => {
  const time = manualClock();
  const memory = new ShortMemory<number>(time.clock);
  const read = vi.fn(async () => read.mock.calls.length);
  expect(await Promise.all([memory.get("a", read), memory.get("a", read)])).toEqual([1, 1]);
  time.advance(59_999);
  expect(await memory.get("a", read)).toBe(1);
  time.advance(1);
  expect(await memory.get("a", read)).toBe(2);
  expect(await memory.renew("a", read)).toBe(3);
  expect(await memory.get("b", read)).toBe(4);
});

test("does not remember a failure", async () => {
  const memory = new ShortMemory<number>(manualClock().clock);
  await expect(memory.get("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await memory.get("a", async () => 1)).toBe(1);
});

test("lets go of what is over", async () => {
  const time = manualClock();
  const memory = new ShortMemory<object>(time.clock);
  for (let index = 0; index < 100; index++) {
    await memory.get(`list ${index}`, async () => ({ index }));
    time.advance(10_000);
  }
  expect(memory.size).toBeLessThanOrEqual(6);
});
