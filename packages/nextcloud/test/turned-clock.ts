import type { Clock, Timer } from "@platformq/resilience";

interface Entry {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is turned. */
export class TurnedClock implements Clock {
  #now = 0;
  readonly #timers = new Set<Entry>();

  now(): number {
    return this.#now;
  }

  date(): number {
    return Date.UTC(2026, 0, 1) + this.#now;
  }

  setTimeout(callback: () => void, delayMs: number): Timer {
    const entry = { at: this.#now + delayMs, callback };
    this.#timers.add(entry);
    return { ref() {}, unref() {}, clear: () => void this.#timers.delete(entry) };
  }

  /** Lets time pass: what is due by then is called, in order. */
  turnBy(durationMs: number): void {
    const end = this.#now + durationMs;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = end;
  }
}
