import { ManualClock } from "@platformq/testing";
import { expect, test, vi } from "vitest";
import { ShortMemory } from "../../src/writing/short-memory.js";

test("keeps a value for a minute, and is read once by all who ask meanwhile", async () => {
  const clock = new ManualClock();
  const memory = new ShortMemory<number>(clock);
  const read = vi.fn(async () => read.mock.calls.length);
  expect(await Promise.all([memory.get("a", read), memory.get("a", read)])).toEqual([1, 1]);
  clock.advance(59_999);
  expect(await memory.get("a", read)).toBe(1);
  clock.advance(1);
  expect(await memory.get("a", read)).toBe(2);
  expect(await memory.get("b", read)).toBe(3);
});

test("reads anew what is old, once for all who found it so", async () => {
  const memory = new ShortMemory<number>(new ManualClock());
  const read = vi.fn(async () => read.mock.calls.length);
  const old = await memory.get("a", read);
  expect(await Promise.all([memory.renew("a", read, old), memory.renew("a", read, old)])).toEqual([2, 2]);
  expect(await memory.renew("a", read, old)).toBe(2);
  expect(await memory.renew("a", read, 2)).toBe(3);
});

test("does not remember a failure", async () => {
  const memory = new ShortMemory<number>(new ManualClock());
  await expect(memory.get("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await memory.get("a", async () => 1)).toBe(1);
});

test("lets go of what is over", async () => {
  const clock = new ManualClock();
  const memory = new ShortMemory<object>(clock);
  for (let index = 0; index < 100; index++) {
    await memory.get(`list ${index}`, async () => ({ index }));
    clock.advance(10_000);
  }
  expect(memory.size).toBeLessThanOrEqual(6);
});
