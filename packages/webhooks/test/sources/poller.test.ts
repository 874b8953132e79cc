import { ManualClock } from "@platformq/testing";
import { describe, expect, it, vi } from "vitest";
import { Poller } from "../../src/sources/poller.js";

describe("a poller", () => {
  it("waits between its rounds, and never runs two at once", async () => {
    const clock = new ManualClock();
    let finish = (): void => {};
    const poll = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    const poller = new Poller(poll, { intervalMs: 1_000, clock });
    const joined = poller.runNow();
    clock.advance(5_000);
    expect(poll).toHaveBeenCalledTimes(1);
    finish();
    await joined;
    clock.advance(999);
    expect(poll).toHaveBeenCalledTimes(1);
    clock.advance(1);
    expect(poll).toHaveBeenCalledTimes(2);
    finish();
    await poller.close();
    clock.advance(10_000);
    await poller.runNow();
    expect(poll).toHaveBeenCalledTimes(2);
  });

  it("aborts the round that runs when it is closed, without calling that an error", async () => {
    const onError = vi.fn();
    const poller = new Poller(
      (signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
      { onError },
    );
    await poller.close();
    expect(onError).not.toHaveBeenCalled();
  });
});
