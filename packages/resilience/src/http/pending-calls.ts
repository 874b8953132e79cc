import type { Clock } from "../clock.js";

/** Counts a client's calls under way, for those who wait for their end. */
export class PendingCalls {
  #count = 0;
  #onNone: (() => void) | undefined;

  begin(): void {
    this.#count++;
  }

  end(): void {
    if (--this.#count === 0) this.#onNone?.();
  }

  /** Waits until there are none, for at most `timeoutMs`. @returns whether there are none. */
  async none(clock: Clock, timeoutMs: number): Promise<boolean> {
    if (this.#count === 0) return true;
    return new Promise((resolve) => {
      const timer = clock.setTimeout(() => resolve(false), timeoutMs);
      this.#onNone = () => {
        timer.clear();
        resolve(true);
      };
    });
  }
}
