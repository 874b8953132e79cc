import type { IBackoff, IBackoffFactory } from "cockatiel";

/** What a backoff may look at: cockatiel's own backoffs take it too. */
export interface BackoffContext {
  /** The number of the retry to come, from 1. */
  attempt: number;
}

export interface FullJitterOptions {
  /** The ceiling of the first wait, in milliseconds; it doubles with each retry. @default 200 */
  baseMs?: number | undefined;
  /** The highest ceiling, in milliseconds. @default 10_000 */
  maxMs?: number | undefined;
  /** Where chance comes from. @default Math.random */
  random?: (() => number) | undefined;
}

/**
 * Waits a random time below a ceiling that doubles: U(0, min(10 s, 200 ms · 2ⁿ)).
 *
 * cockatiel's generators spread less and ignore their exponent; full jitter keeps a crowd from coming back together.
 */
export class FullJitterBackoff implements IBackoffFactory<BackoffContext> {
  readonly #baseMs: number;
  readonly #maxMs: number;
  readonly #random: () => number;

  constructor(options: FullJitterOptions = {}) {
    this.#baseMs = options.baseMs ?? 200;
    this.#maxMs = options.maxMs ?? 10_000;
    this.#random = options.random ?? Math.random;
  }

  next(context: BackoffContext): IBackoff<BackoffContext> {
    const ceilingMs = Math.min(this.#maxMs, this.#baseMs * 2 ** (context.attempt - 1));
    return { duration: this.#random() * ceilingMs, next: (following) => this.next(following) };
  }
}
