import type { Clock } from "./clock.js";

/** Where calls wait for a place in a full queue, first come, first served. */
export class WaitingRoom {
  readonly #waiting = new Set<() => void>();
  #closed = false;

  constructor(private readonly clock: Clock) {}

  /** Waits until it is this caller's turn to try, or until the time is over. */
  async wait(maxMs: number): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      const leave = (): void => {
        timer.clear();
        this.#waiting.delete(leave);
        resolve();
      };
      const timer = this.clock.setTimeout(leave, maxMs);
      this.#waiting.add(leave);
    });
  }

  /** Lets the first one try: there is a place. */
  next(): void {
    const [first] = this.#waiting;
    first?.();
  }

  /** Lets all try, and everybody who comes from now on. */
  close(): void {
    this.#closed = true;
    for (const leave of [...this.#waiting]) leave();
  }
}
