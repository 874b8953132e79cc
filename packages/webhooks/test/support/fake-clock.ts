import type { Clock, Timer } from "@platformq/resilience";

/** A clock whose time stands still until it is turned; its timers fire as it turns. */
export class FakeClock implements Clock {
  #now = 0;
  readonly #timers = new Set<{ at: number; callback: () => void }>();

  now(): number {
    return this.#now;
  }

  date(): number {
    return Date.UTC(2026, 10, 22) + this.#now;
  }

  setTimeout(callback: () => void, delayMs: number): Timer {
    const entry = { at: this.#now + delayMs, callback };
    this.#timers.add(entry);
    return { ref() {}, unref() {}, clear: () => void this.#timers.delete(entry) };
  }

  /** Lets time pass. */
  advance(durationMs: number): void {
    this.#now += durationMs;
    for (const entry of [...this.#timers].filter(({ at }) => at <= this.#now)) {
      this.#timers.delete(entry);
      entry.callback();
    }
  }
}
