import { setImmediate as turn } from "node:timers/promises";
import { CircuitOpenError, RateLimitError } from "@platformq/resilience";
import { ManualClock } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { Patience } from "../../src/provisioning/patience.js";

function setUp(signal?: AbortSignal) {
  const clock = new ManualClock();
  const waits: [number, string][] = [];
  const patience = new Patience(clock, signal, async (delayMs, { code }) => {
    waits.push([delayMs, code]);
  });
  return { clock, waits, patience };
}

describe("Patience", () => {
  it("holds everybody up for as long as an open circuit asks, and then goes on", async () => {
    const { clock, waits, patience } = setUp();
    let isOpen = true;
    const done: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      if (isOpen) throw new CircuitOpenError("open", 30_000);
      done.push(name);
    };
    const first = patience.through(work("first"));
    await turn();
    const second = patience.through(work("second"));
    await turn();
    isOpen = false;
    await clock.advanceAsync(29_999);
    await turn();
    expect(done).toEqual([]);
    await clock.advanceAsync(1);
    await Promise.all([first, second]);
    expect(done).toEqual(["first", "second"]);
    expect(waits).toEqual([[30_000, "CIRCUIT_OPEN"]]);
  });

  it("waits ten minutes for a limit that does not say how long", async () => {
    const { clock, waits, patience } = setUp();
    let tries = 0;
    const result = patience.through(async () => {
      if (++tries === 1) throw new RateLimitError("limit", "RATE_LIMITED", undefined);
      return "done";
    });
    await turn();
    expect(clock.nextMs).toBe(600_000);
    await clock.advanceAsync(600_000);
    expect(await result).toBe("done");
    expect(waits).toEqual([[600_000, "RATE_LIMITED"]]);
  });

  it("gives up when it was held up five times, and at once for other errors", async () => {
    const { clock, patience } = setUp();
    let tries = 0;
    const result = patience.through(async () => {
      tries++;
      throw new CircuitOpenError("open", 1_000);
    });
    result.catch(() => {});
    for (let wait = 0; wait < 5; wait++) {
      await turn();
      await clock.advanceAsync(1_000);
    }
    await expect(result).rejects.toThrow("open");
    expect(tries).toBe(6);
    await expect(patience.through(() => Promise.reject(new Error("other")))).rejects.toThrow("other");
  });

  it("does not wait when it is aborted", async () => {
    const controller = new AbortController();
    const { clock, patience } = setUp(controller.signal);
    const result = patience.through(async () => {
      throw new CircuitOpenError("open", 60_000);
    });
    result.catch(() => {});
    await turn();
    controller.abort();
    await expect(result).rejects.toThrow("open");
    expect(clock.nextMs).toBeUndefined();
  });
});
