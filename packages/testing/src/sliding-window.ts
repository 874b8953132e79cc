import type { Clock } from "./clock.js";

/** A limit: so many in any window of so many milliseconds. */
export interface WindowLimit {
  requests: number;
  perMs: number;
}

/** Counts for each key what happened in the window that ends now. */
export class SlidingWindow {
  readonly #times = new Map<string, number[]>();

  constructor(
    private readonly clock: Clock,
    readonly limit: WindowLimit,
  ) {}

  /** Count one more and return 0, or how many milliseconds to wait until there is room for it. */
  take(key = ""): number {
    const now = this.clock.now();
    const recent = this.#recent(key);
    const [oldest = now] = recent;
    if (recent.length >= this.limit.requests) return oldest + this.limit.perMs - now;
    this.#times.set(key, [...recent, now]);
    return 0;
  }

  /** How many more there is room for now. */
  remaining(key = ""): number {
    return Math.max(0, this.limit.requests - this.#recent(key).length);
  }

  #recent(key: string): number[] {
    const start = this.clock.now() - this.limit.perMs;
    return (this.#times.get(key) ?? []).filter((time) => time > start);
  }
}
