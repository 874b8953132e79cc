import { setImmediate as turn } from "node:timers/promises";
import { ManualClock } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { eachRow } from "../../src/provisioning/each-row.js";

describe("eachRow", () => {
  it("waits between batches, once those under way are done, and not after the last", async () => {
    const clock = new ManualClock();
    const begun: number[] = [];
    const result = eachRow([1, 2, 3, 4], { batchSize: 2, delayMs: 1_000 }, clock, async (row) => {
      begun.push(row);
    });
    await turn();
    expect(begun).toEqual([1, 2]);
    await clock.advanceAsync(1_000);
    expect(await result).toBe(4);
    expect(begun).toEqual([1, 2, 3, 4]);
    expect(clock.nextMs).toBeUndefined();
  });

  it("ends with the first error, after those under way have ended, and closes the source", async () => {
    const ended: number[] = [];
    let isClosed = false;
    function* rows(): Generator<number> {
      try {
        for (let row = 1; row <= 100; row++) yield row;
      } finally {
        isClosed = true;
      }
    }
    const work = async (row: number): Promise<void> => {
      if (row === 2) throw new Error("second");
      await turn();
      ended.push(row);
    };
    await expect(eachRow(rows(), { concurrency: 3 }, new ManualClock(), work)).rejects.toThrow("second");
    expect(ended).toEqual([1]);
    expect(isClosed).toBe(true);
  });

  it("leaves a wait between batches when it is aborted", async () => {
    const controller = new AbortController();
    const pace = { batchSize: 1, delayMs: 60_000, signal: controller.signal };
    const result = eachRow([1, 2], pace, new ManualClock(), async () => {});
    await turn();
    controller.abort();
    expect(await result).toBe(1);
  });
});
