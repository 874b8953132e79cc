/** The time a policy lives in. Tests hand in a clock they can turn. */
export interface Clock {
  /** Reads a monotonic time in milliseconds: intervals only, never a date. */
  now(): number;
  /** Reads the date as milliseconds since 1970, for servers that answer with one. */
  date(): number;
  /**
   * Calls back once after `delayMs`, or earlier when that is longer than a timer can be (24 days): who waits looks at
   * the time again. The timer keeps the process alive until cleared or unref'd.
   */
  setTimeout(callback: () => void, delayMs: number): Timer;
}

/** A running timer of a {@link Clock}. */
export interface Timer {
  ref(): void;
  unref(): void;
  clear(): void;
}

/** Node fires a longer timer at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

class SystemTimer implements Timer {
  readonly #timeout: NodeJS.Timeout;

  constructor(callback: () => void, delayMs: number) {
    this.#timeout = setTimeout(callback, Math.min(delayMs, LONGEST_TIMER_MS));
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
