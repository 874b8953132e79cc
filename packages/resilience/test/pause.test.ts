import { ManualClock } from "@platformq/testing";
import { describe, expect, it, vi } from "vitest";
import { type Clock, pause } from "../src/index.js";
import { settle } from "./support/settle.js";

function setUp() {
  const clock = new ManualClock();
  const over = vi.fn();
  const begin = (delayMs: number, signal?: AbortSignal) => void pause(clock, delayMs, signal).then(over);
  return { clock, over, begin };
}

describe("pause", () => {
  it("lasts as long as asked", async () => {
    const { clock, over, begin } = setUp();
    begin(100);
    await clock.advanceAsync(99);
    expect(over).not.toHaveBeenCalled();
    await clock.advanceAsync(1);
    expect(over).toHaveBeenCalledOnce();
  });

  it("ends with the signal, and leaves neither timer nor listener behind", async () => {
    const { clock, over, begin } = setUp();
    const controller = new AbortController();
    const add = vi.spyOn(controller.signal, "addEventListener");
    const remove = vi.spyOn(controller.signal, "removeEventListener");
    begin(10, controller.signal);
    await clock.advanceAsync(10);
    expect(remove).toHaveBeenCalledTimes(1);
    for (let i = 0; i < 20; i++) begin(100, controller.signal);
    // One for all of them: Node warns of signals with many.
    expect(add).toHaveBeenCalledTimes(2);
    controller.abort();
    await settle();
    expect(over).toHaveBeenCalledTimes(21);
    expect(clock.running).toBe(0);
  });

  it.each([0, -1, Number.NaN])("does not begin for %s ms", async (delayMs) => {
    const { clock, begin } = setUp();
    begin(delayMs);
    expect(clock.running).toBe(0);
  });

  it("does not begin when the signal has aborted", () => {
    const { clock, begin } = setUp();
    begin(100, AbortSignal.abort());
    expect(clock.running).toBe(0);
  });

  it("goes on when a clock calls back too early, as for more days than a timer can be set to", async () => {
    const { clock, over } = setUp();
    const impatient: Clock = {
      now: () => clock.now(),
      date: () => clock.date(),
      setTimeout: (callback, delayMs) => clock.setTimeout(callback, Math.min(delayMs, 1_000)),
    };
    void pause(impatient, 2_500).then(over);
    await clock.advanceAsync(2_499);
    expect(over).not.toHaveBeenCalled();
    await clock.advanceAsync(1);
    expect(over).toHaveBeenCalledOnce();
  });
});
