import { ManualClock } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { Expiry, Sweeper } from "../src/sweeper.js";

class Noted extends Expiry {
  constructor(private readonly note: () => void) {
    super();
  }

  expired(): void {
    this.note();
  }
}

describe("Sweeper", () => {
  it("ends each expiry at its own time, with one timer for all", async () => {
    const clock = new ManualClock(0);
    const sweeper = new Sweeper(clock);
    const ended: [number, number][] = [];
    for (const ms of [300, 100, 200, 100]) sweeper.watch(new Noted(() => ended.push([ms, clock.now()])), ms);
    expect(clock.running).toBe(1);
    await clock.advanceAsync(1_000);
    expect(ended).toEqual([
      [100, 100],
      [100, 100],
      [200, 200],
      [300, 300],
    ]);
  });

  it("forgets what was cancelled", async () => {
    const clock = new ManualClock();
    const sweeper = new Sweeper(clock);
    let ended = 0;
    const kept = new Noted(() => ended++);
    const dropped = new Noted(() => ended++);
    sweeper.watch(dropped, 100);
    sweeper.watch(kept, 100);
    sweeper.cancel(dropped);
    sweeper.cancel(dropped);
    await clock.advanceAsync(200);
    expect(ended).toBe(1);
  });

  it("lets an expiry watch again while it ends", async () => {
    const clock = new ManualClock(0);
    const sweeper = new Sweeper(clock);
    const times: number[] = [];
    const renewing: Noted = new Noted(() => {
      times.push(clock.now());
      if (times.length < 3) sweeper.watch(renewing, 50);
    });
    sweeper.watch(renewing, 100);
    await clock.advanceAsync(1_000);
    expect(times).toEqual([100, 150, 200]);
    expect(clock.running).toBe(0);
  });
});
