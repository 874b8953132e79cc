import { describe, expect, it } from "vitest";
import { Remembered } from "../src/remembered.js";

function counting() {
  let reads = 0;
  const remembered = new Remembered(async () => {
    reads++;
    if (reads === 1) throw new Error("away");
    return reads;
  });
  return remembered;
}

describe("Remembered", () => {
  it("reads once for many, and again when told to", async () => {
    const remembered = counting();
    await remembered.get().catch(() => {});
    expect(await Promise.all([remembered.get(), remembered.get()])).toEqual([2, 2]);
    expect(await remembered.get(true)).toBe(3);
    expect(await remembered.get()).toBe(3);
  });

  it("does not remember a reading that failed", async () => {
    const remembered = counting();
    await expect(remembered.get()).rejects.toThrow("away");
    expect(await remembered.get()).toBe(2);
  });

  it("takes what a write was answered with", async () => {
    const remembered = counting();
    remembered.set(42);
    expect(await remembered.get()).toBe(42);
  });
});
