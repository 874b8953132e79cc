import type { Clock, Timer } from "@platformq/resilience";

interface Entry {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is turned. The fakes' servers read it too. */
export class TurnedClock implements Clock {
  #date: number;
  readonly #timers = new Set<Entry>();

  constructor(date = "2026-03-02T12:00:00Z") {
    this.#date = Date.parse(date);
  }

  date(): number {
    return this.#date;
  }

  now(): number {
    return this.#date;
  }

  /** How long until the next timer, in milliseconds; `undefined` when there is none. */
  get nextMs(): number | undefined {
    const times = [...this.#timers].map(({ at }) => at - this.#date);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  setTimeout(callback: () => void, delayMs: number): Timer {
    const entry = { at: this.#date + delayMs, callback };
    this.#timers.add(entry);
    return { ref() {}, unref() {}, clear: () => void this.#timers.delete(entry) };
  }

  /** Turns it to a date: timers fire in order, and what waits for them runs in between. */
  async turnTo(date: string): Promise<void> {
    await this.turnBy(Date.parse(date) - this.#date);
  }

  /** Lets time pass, in the same way. */
  async turnBy(durationMs: number): Promise<void> {
    const end = this.#date + durationMs;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#date = Math.max(this.#date, next.at);
      next.callback();
    }
    this.#date = end;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
