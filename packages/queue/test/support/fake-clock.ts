import type { Clock, Timer } from "../../src/clock.js";

interface Entry {
  at: number;
  callback: () => void;
}

/** A clock that stands still until it is turned. */
export class FakeClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  readonly #timers = new Set<Entry>();

  date(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, delayMs: number): Timer {
    const entry = { at: this.#now + delayMs, callback };
    this.#timers.add(entry);
    return { unref() {}, clear: () => void this.#timers.delete(entry) };
  }

  /** Lets time pass: timers fire in order, and what waits for them runs in between. */
  async advance(durationMs: number): Promise<void> {
    const end = this.#now + durationMs;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = end;
  }
}
