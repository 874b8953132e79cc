/** The time a queue lives in. Tests hand in a clock they can turn. */
export interface Clock {
  /** Reads the date as milliseconds since 1970. */
  date(): number;
  /** Calls back once after `delayMs`, or earlier when that is longer than a timer can be (24 days). */
  setTimeout(callback: () => void, delayMs: number): Timer;
}

/** A running timer of a {@link Clock}. It keeps the process alive until it is cleared or unref'd. */
export interface Timer {
  unref(): void;
  clear(): void;
}

/** Node fires a longer timer at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  date: () => Date.now(),
  setTimeout(callback, delayMs) {
    const timeout = setTimeout(callback, Math.min(delayMs, LONGEST_TIMER_MS));
    return { unref: () => void timeout.unref(), clear: () => clearTimeout(timeout) };
  },
};
