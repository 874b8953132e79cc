import type { Clock } from "../src/clock.js";

/** A clock that goes only when it is told to. */
export class ManualClock implements Clock {
  #time = Date.parse("2026-03-01T12:00:00Z");

  now(): number {
    return this.#time;
  }

  advance(ms: number): void {
    this.#time += ms;
  }
}
