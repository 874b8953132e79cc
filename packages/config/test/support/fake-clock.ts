import type { Clock, Timer } from "@platformq/resilience";

interface Entry {
  readonly at: number;
  readonly callback: () => void;
  isHolding: boolean;
}

/** A clock that stands still until it is turned. */
export class FakeClock implements Clock {
  #now = 0;
  readonly #timers = new Set<Entry>();

  now(): number {
    return this.#now;
  }

  date(): number {
    return Date.UTC(2026, 0, 1) + this.#now;
  }

  setTimeout(callback: () => void, delayMs: number): Timer {
    const timer = { at: this.#now + delayMs, callback, isHolding: true };
    this.#timers.add(timer);
    const hold = (isHolding: boolean) => (): void => {
      timer.isHolding = isHolding;
    };
    return { ref: hold(true), unref: hold(false), clear: () => void this.#timers.delete(timer) };
  }

  /** How many timers run, and how many of them would keep a process alive. */
  get timers(): { readonly running: number; readonly holding: number } {
    const timers = [...this.#timers];
    return { running: timers.length, holding: timers.filter(({ isHolding }) => isHolding).length };
  }

  /** Lets time pass and rings what is due. */
  advance(durationMs: number): void {
    this.#now += durationMs;
    for (const timer of [...this.#timers].filter(({ at }) => at <= this.#now)) {
      this.#timers.delete(timer);
      timer.callback();
    }
  }
}
