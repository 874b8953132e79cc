import { ManualClock } from "@platformq/testing";
import { CircuitState } from "cockatiel";
import { describe, expect, it } from "vitest";
import { FailureWindow } from "../../src/index.js";

const { Closed, HalfOpen } = CircuitState;

function setUp(threshold?: number) {
  const clock = new ManualClock();
  const window = new FailureWindow({ threshold, clock });
  return { clock, window };
}

describe("FailureWindow", () => {
  it("opens at the threshold of failures in a row, and a success in between begins anew", () => {
    const { window } = setUp(3);
    const opened = [window.failure(Closed), window.failure(Closed)];
    window.success(Closed);
    opened.push(window.failure(Closed), window.failure(Closed), window.failure(Closed));
    expect(opened).toEqual([false, false, false, false, true]);
  });

  it("opens when half of at least ten calls failed, not before the tenth and not below half", () => {
    const { window } = setUp(100);
    for (let i = 0; i < 4; i++) expect(window.failure(Closed)).toBe(false);
    for (let i = 0; i < 4; i++) window.success(Closed);
    expect(window.failure(Closed)).toBe(false);
    expect(window.failure(Closed)).toBe(true);
    const { window: mostlyWell } = setUp(100);
    for (let i = 0; i < 7; i++) mostlyWell.success(Closed);
    for (let i = 0; i < 6; i++) expect(mostlyWell.failure(Closed)).toBe(false);
    expect(mostlyWell.failure(Closed)).toBe(true);
  });

  it("lets calls fall out of its window after 30 s, a tenth of it at a time", async () => {
    const { clock, window } = setUp(100);
    for (let i = 0; i < 6; i++) {
      window.failure(Closed);
      window.success(Closed);
      window.success(Closed);
      await clock.advanceAsync(3_000);
    }
    await clock.advanceAsync(12_000);
    // 5 failures of 15 calls are still in it: five fresh ones make half.
    const opened: boolean[] = [];
    for (let i = 0; i < 8; i++) opened.push(window.failure(Closed));
    expect(opened.indexOf(true)).toBe(4);
  });

  it("forgets a streak after five minutes without any failure", async () => {
    const { clock, window } = setUp(2);
    window.failure(Closed);
    await clock.advanceAsync(299_000);
    expect(window.failure(Closed)).toBe(true);
    await clock.advanceAsync(301_000);
    expect(window.failure(Closed)).toBe(false);
  });

  it("opens at once when a probe fails, and forgets everything when one succeeds", () => {
    const { window } = setUp(3);
    expect(window.failure(HalfOpen)).toBe(true);
    window.failure(Closed);
    window.failure(Closed);
    window.success(HalfOpen);
    expect(window.state).toEqual({ streak: 0 });
    expect(window.failure(Closed)).toBe(false);
  });
});
