import type { Clock, Timer } from "../../src/clock.js";

interface Entry {
  at: number;
  callback: () => void;
}

/** A clock that stands still until it is turned. */
export class FakeClock implements Clock {
  #now = 0;
  #timers = new Set<Entry>();

  constructor(private readonly startDate = Date.UTC(2026, 0, 1)) {}

  now(): number {
    return this.#now;
  }

  date(): number {
    return this.startDate + this.#now;
  }

  setTimeout(callback: () => void, delayMs: number): Timer {
    const entry = { at: this.#now + delayMs, callback };
    this.#timers.add(entry);
    return { ref() {}, unref() {}, clear: () => void this.#timers.delete(entry) };
  }

  /** Timers that are running. */
  get running(): number {
    return this.#timers.size;
  }

  /** Lets time pass: timers fire in order, and what waits for them runs in between. */
  async advance(durationMs: number): Promise<void> {
    const end = this.#now + durationMs;
    for (;;) {
      await settle();
      const [next] = [...this.#timers].filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = end;
    await settle();
  }
}

/** Lets promises that are settled already run their course. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
