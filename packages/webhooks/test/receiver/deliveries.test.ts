import { ManualClock } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { Deliveries } from "../../src/receiver/deliveries.js";

const accept = async (): Promise<boolean> => true;
const once = (deliveries: Deliveries, key: string, work = accept): Promise<boolean> =>
  deliveries.acceptOnce(key, "mark", () => true, work);

describe("deliveries", () => {
  it("are accepted once, and again when they are forgotten", async () => {
    const clock = new ManualClock();
    const deliveries = new Deliveries(clock, 1_000, 10);
    expect(await once(deliveries, "a")).toBe(true);
    clock.advance(999);
    expect(await once(deliveries, "a")).toBe(false);
    clock.advance(1_001);
    expect(await once(deliveries, "a")).toBe(true);
  });

  it("are remembered for the whole time, whenever in a generation they came", async () => {
    const clock = new ManualClock();
    const deliveries = new Deliveries(clock, 1_000, 10);
    clock.advance(900);
    await once(deliveries, "a");
    for (const passed of [200, 700]) {
      clock.advance(passed);
      expect(await once(deliveries, "a")).toBe(false);
    }
    clock.advance(5_000);
    expect(await once(deliveries, "a")).toBe(true);
  });

  it("are judged by how those before came", async () => {
    const deliveries = new Deliveries(new ManualClock(), 1_000, 10);
    const deliver = (mark: string) =>
      deliveries.acceptOnce("event", mark, ({ marks }) => marks.includes(mark), accept);
    expect([await deliver("one"), await deliver("two"), await deliver("two")]).toEqual([true, true, false]);
    expect(await deliver("one")).toBe(false);
  });

  it("are not remembered when they could not be accepted", async () => {
    const deliveries = new Deliveries(new ManualClock(), 1_000, 10);
    const failing = once(deliveries, "a", () => Promise.reject(new Error("full")));
    await expect(failing).rejects.toThrow("full");
    expect(await once(deliveries, "a")).toBe(true);
  });

  it("wait for an equal one that is on its way, and take its place if it fails", async () => {
    const deliveries = new Deliveries(new ManualClock(), 1_000, 10);
    let settle = (_accepted: boolean): void => {};
    const first = once(deliveries, "a", () => new Promise((resolve) => (settle = resolve)));
    const second = once(deliveries, "a");
    settle(true);
    expect(await Promise.all([first, second])).toEqual([true, false]);

    let fail = (_error: Error): void => {};
    const third = once(deliveries, "b", () => new Promise((_, reject) => (fail = reject)));
    const fourth = once(deliveries, "b");
    fail(new Error("full"));
    await expect(third).rejects.toThrow("full");
    expect(await fourth).toBe(true);
  });

  it("are forgotten, the older half first, when there are too many", async () => {
    const deliveries = new Deliveries(new ManualClock(), 1_000, 100);
    for (let index = 0; index < 1_000; index++) {
      await once(deliveries, `${index}`);
      expect(deliveries.size).toBeLessThanOrEqual(100);
    }
    expect(await once(deliveries, "950")).toBe(false);
    expect(await once(deliveries, "0")).toBe(true);
  });
});
