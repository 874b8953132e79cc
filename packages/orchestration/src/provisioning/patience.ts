import { type Clock, isPlatformError, pause } from "@platformq/resilience";
import { waitAskedBy } from "../wait-asked-by.js";
import type { Reason } from "./user-result.js";

/** How often one step is held up before it fails. */
const MAX_WAITS = 5;

/**
 * Waits when a service asks for it, with all that is under way, instead of letting user after user fail: an open
 * circuit, or a limit that lasts longer than the clients wait.
 */
export class Patience {
  #until = Number.NEGATIVE_INFINITY;

  /** @param onWait Hears of every wait as it begins. */
  constructor(
    private readonly clock: Clock,
    private readonly signal: AbortSignal | undefined,
    private readonly onWait: (delayMs: number, reason: Reason) => Promise<void>,
  ) {}

  /** Does the work, again after each wait. So it has to look first what it did before. */
  async through<T>(work: () => Promise<T>): Promise<T> {
    for (let waits = 0; ; waits++) {
      await this.#wait();
      try {
        return await work();
      } catch (error) {
        const delayMs = waitAskedBy(error);
        if (delayMs === undefined || waits >= MAX_WAITS || this.signal?.aborted) throw error;
        await this.#hold(delayMs, error);
      }
    }
  }

  async #hold(delayMs: number, error: unknown): Promise<void> {
    const until = this.clock.now() + delayMs;
    // The others run into the same limit: one of them is enough to tell of it.
    const isNews = until > this.#until + delayMs / 2;
    this.#until = Math.max(this.#until, until);
    if (isNews && isPlatformError(error))
      await this.onWait(delayMs, { code: error.code, message: error.message });
  }

  async #wait(): Promise<void> {
    while (this.#left > 0 && !this.signal?.aborted) await pause(this.clock, this.#left, this.signal);
  }

  get #left(): number {
    return this.#until - this.clock.now();
  }
}
