import { CircuitState, type IBreaker } from "cockatiel";
import type { Clock } from "../clock.js";

export interface FailureWindowOptions {
  /** Failures in a row that open the circuit. @default 5 */
  threshold?: number | undefined;
  clock: Clock;
}

const WINDOW_MS = 30_000;
const BUCKETS = 10;
const BUCKET_MS = WINDOW_MS / BUCKETS;
const MINIMUM_CALLS = 10;
const FAILURE_RATIO = 0.5;
/** A streak is old news when nothing was heard of the server for so long. */
const STREAK_MEMORY_MS = 300_000;

/**
 * Decides when a circuit opens: after `threshold` failures in a row, or when at least half of at least 10 calls of
 * the last 30 s failed.
 *
 * cockatiel's `ConsecutiveBreaker` never sees a half-broken server, and its `SamplingBreaker` moves its windows only
 * when it is called, so that failures of an hour ago still count. Here time moves them.
 */
export class FailureWindow implements IBreaker {
  readonly #threshold: number;
  readonly #clock: Clock;
  readonly #successes = new Uint32Array(BUCKETS);
  readonly #failures = new Uint32Array(BUCKETS);
  /** The number of the bucket time is in, counted from the clock's beginning. */
  #bucket = 0;
  #streak = 0;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(options: FailureWindowOptions) {
    this.#threshold = options.threshold ?? 5;
    this.#clock = options.clock;
  }

  /** Tells the failures in a row, for whoever looks into a circuit. */
  get state(): unknown {
    return { streak: this.#streak };
  }

  /** Starts anew: the window belongs to one process and is not restored from another. */
  set state(_value: unknown) {
    this.#clear();
  }

  success(state: CircuitState): void {
    if (state !== CircuitState.Closed) return this.#clear();
    this.#advance();
    this.#streak = 0;
    this.#count(this.#successes);
  }

  failure(state: CircuitState): boolean {
    if (state !== CircuitState.Closed) return true;
    const lastAt = this.#lastAt;
    this.#advance();
    this.#streak = this.#lastAt - lastAt > STREAK_MEMORY_MS ? 1 : this.#streak + 1;
    this.#count(this.#failures);
    if (this.#streak >= this.#threshold) return true;
    const failures = total(this.#failures);
    const calls = failures + total(this.#successes);
    return calls >= MINIMUM_CALLS && failures / calls >= FAILURE_RATIO;
  }

  #count(buckets: Uint32Array): void {
    const index = this.#bucket % BUCKETS;
    buckets[index] = (buckets[index] ?? 0) + 1;
  }

  #advance(): void {
    this.#lastAt = this.#clock.now();
    const bucket = Math.floor(this.#lastAt / BUCKET_MS);
    const passed = Math.min(bucket - this.#bucket, BUCKETS);
    for (let i = 1; i <= passed; i++) {
      const index = (this.#bucket + i) % BUCKETS;
      this.#successes[index] = this.#failures[index] = 0;
    }
    this.#bucket = bucket;
  }

  #clear(): void {
    this.#successes.fill(0);
    this.#failures.fill(0);
    this.#streak = 0;
  }
}

function total(buckets: Uint32Array): number {
  let sum = 0;
  for (const count of buckets) sum += count;
  return sum;
}
