import { ManualClock } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { StatsCounter } from "../../src/provisioning/provisioning-stats.js";

describe("StatsCounter", () => {
  it("tells the rate and the time left while the run is under way", async () => {
    const clock = new ManualClock();
    const counter = new StatsCounter(clock, 100);
    expect(counter.read()).toMatchObject({ usersPerSecond: 0, etaMs: undefined });
    for (let count = 0; count < 20; count++) counter.count(count % 4 === 0 ? "failed" : "created");
    await clock.advanceAsync(10_000);
    expect(counter.read()).toMatchObject({
      usersProcessed: 20,
      usersCreated: 15,
      usersFailed: 5,
      usersPerSecond: 2,
      etaMs: 40_000,
    });
  });

  it("cannot tell the time left before it knows how many there are, and stops its clock at the end", async () => {
    const clock = new ManualClock();
    const counter = new StatsCounter(clock, undefined);
    counter.count("created");
    await clock.advanceAsync(1_000);
    expect(counter.read().etaMs).toBeUndefined();
    counter.totalIs(3);
    expect(counter.read().etaMs).toBe(2_000);
    counter.end();
    await clock.advanceAsync(5_000);
    expect(counter.read().elapsedMs).toBe(1_000);
  });
});
