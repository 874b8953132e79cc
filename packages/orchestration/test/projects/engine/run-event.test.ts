import { describe, expect, it } from "vitest";
import { type RunEvent, RunEvents } from "../../../src/projects/engine/run-event.js";

async function collect(events: RunEvents): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

describe("RunEvents", () => {
  it("gives all events to everybody, whenever they begin to listen", async () => {
    const events = new RunEvents();
    const early = collect(events);
    events.push({ type: "rolling-back" });
    const between = collect(events);
    events.push({ type: "ended", status: "rolled-back" });
    events.end();
    const expected = [
      { seq: 1, type: "rolling-back" },
      { seq: 2, type: "ended", status: "rolled-back" },
    ];
    expect([await early, await between, await collect(events)]).toEqual([expected, expected, expected]);
  });

  it("throws what ended them, after the rest", async () => {
    const events = new RunEvents();
    events.push({ type: "rolling-back" });
    const seen: number[] = [];
    const walk = (async () => {
      for await (const { seq } of events) seen.push(seq);
    })();
    events.end({ error: new Error("broken") });
    await expect(walk).rejects.toThrow("broken");
    expect(seen).toEqual([1]);
  });
});
