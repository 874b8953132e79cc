import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { systemClock } from "../src/index.js";

describe("systemClock", () => {
  it("does not take a time longer than Node's timers for none at all", async () => {
    let called = false;
    const timer = systemClock.setTimeout(() => {
      called = true;
    }, 2 ** 31);
    await wait(20);
    timer.clear();
    expect(called).toBe(false);
  });

  it("calls back once, unless cleared", async () => {
    const called: string[] = [];
    systemClock.setTimeout(() => called.push("kept"), 5);
    systemClock.setTimeout(() => called.push("cleared"), 5).clear();
    await wait(30);
    expect(called).toEqual(["kept"]);
  });

  it("tells a monotonic time and a date", () => {
    const [before, after] = [systemClock.now(), systemClock.now()];
    expect(after).toBeGreaterThanOrEqual(before);
    expect(Math.abs(systemClock.date() - Date.now())).toBeLessThan(1_000);
  });
});
