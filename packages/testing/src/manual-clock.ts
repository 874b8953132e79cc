import { setImmediate as turnOfLoop } from "node:timers/promises";
import type { Clock } from "./clock.js";

interface Entry {
  readonly at: number;
  readonly callback: () => void;
  isHolding: boolean;
}

/**
 * Stands still until a test lets time pass. Clients, queues, webhooks and the fakes all take it as their `clock`, and one
 * can serve them together.
 */
export class ManualClock implements Clock {
  #now: number;
  readonly #timers = new Set<Entry>();

  /** @param start The date it shows at first: a date, a string that `Date` reads, or milliseconds since 1970. */
  constructor(start: Date | string | number = "2026-01-01T00:00:00Z") {
    this.#now = new Date(start).getTime();
  }

  /** Reads the time in milliseconds since 1970. */
  now(): number {
    return this.#now;
  }

  /** Reads the same time as {@link now}. */
  date(): number {
    return this.#now;
  }

  /** Calls back once when `delayMs` have been let pass. The timer counts as one that keeps a process alive until unref'd. */
  setTimeout(callback: () => void, delayMs: number): { ref(): void; unref(): void; clear(): void } {
    const timer = { at: this.#now + delayMs, callback, isHolding: true };
    this.#timers.add(timer);
    const hold = (isHolding: boolean) => (): void => {
      timer.isHolding = isHolding;
    };
    return { ref: hold(true), unref: hold(false), clear: () => void this.#timers.delete(timer) };
  }

  /** Counts the timers that run. */
  get running(): number {
    return this.#timers.size;
  }

  /** Counts the running timers that would keep a process alive. */
  get holding(): number {
    return [...this.#timers].filter(({ isHolding }) => isHolding).length;
  }

  /** Tells how long it is until the next timer, in milliseconds; `undefined` when none runs. */
  get nextMs(): number | undefined {
    const next = this.#next();
    return next && next.at - this.#now;
  }

  /**
   * Lets time pass at once. Timers fire in order of their time, equal ones in the order they were set, and each sees its
   * own time; one that is set meanwhile fires too when it is due.
   *
   * @param ms Milliseconds.
   */
  advance(ms: number): void {
    const end = this.#now + ms;
    let isBefore = true;
    while (isBefore) isBefore = this.#step(end);
  }

  /**
   * Lets time pass like {@link advance}, and lets what waits for the timers run in between: promises, and one turn of the
   * event loop before each timer and at the end. Answers from a socket may need more turns than that.
   *
   * @param ms Milliseconds.
   */
  async advanceAsync(ms: number): Promise<void> {
    const end = this.#now + ms;
    let isBefore = true;
    while (isBefore) {
      await turnOfLoop();
      isBefore = this.#step(end);
    }
    await turnOfLoop();
  }

  /** Goes to the next timer and fires it, or to the end: then it answers `false`. */
  #step(end: number): boolean {
    const next = this.#next();
    const isDue = next !== undefined && next.at <= end;
    this.#now = Math.max(this.#now, isDue ? next.at : end);
    if (!isDue) return false;
    this.#timers.delete(next);
    next.callback();
    return true;
  }

  #next(): Entry | undefined {
    return [...this.#timers].sort((a, b) => a.at - b.at)[0];
  }
}
