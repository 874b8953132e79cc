/** The time a policy lives in. Tests hand in a clock they can turn. */
export interface Clock {
  /** Reads a monotonic time in milliseconds: intervals only, never a date. */
  now(): number;
  /** Reads the date as milliseconds since 1970, for servers that answer with one. */
  date(): number;
  /** Calls back once after `delayMs`. The timer keeps the process alive until cleared or unref'd. */
  setTimeout(callback: () => void, delayMs: number): Timer;
}

/** A running timer of a {@link Clock}. */
export interface Timer {
  ref(): void;
  unref(): void;
  clear(): void;
}

class SystemTimer implements Timer {
  readonly #timeout: NodeJS.Timeout;

  constructor(callback: () => void, delayMs: number) {
    this.#timeout = setTimeout(callback, delayMs);
  }

  ref(): void {
    this.#timeout.ref();
  }

  unref(): void {
    this.#timeout.unref();
  }

  clear(): void {
    clearTimeout(this.#timeout);
  }
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  setTimeout: (callback, delayMs) => new SystemTimer(callback, delayMs),
};
