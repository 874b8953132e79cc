import type { Clock, Timer } from "../clock.js";
import { RateLimitError } from "../errors/local-errors.js";
import type { Call } from "../pipeline/call.js";
import { WaitQueue } from "../pipeline/wait-queue.js";

/** Paces the requests of one account; {@link TokenBucket} in one process, a clustered one over several. */
export interface RateLimiter {
  /** Takes a token if one is there and nobody waits. */
  tryTake(): boolean;
  /** Waits for a token in order of arrival; rejects at once when the wait would outlast the call's deadline. */
  take(call: Call): Promise<void>;
  /** Returns the token of a request that was never sent. */
  giveBack(): void;
  /** Lets nothing pass for `durationMs`, because the server said so. */
  pause(durationMs: number): void;
  /** Throws when a call that comes after `ahead` others would get its turn only after its deadline. */
  assertInTime(call: Call, ahead: number): void;
}

export interface TokenBucketOptions {
  /** Requests per second. */
  rate: number;
  /** Requests that may go at once after a quiet time. @default the rate, at least 1 */
  burst?: number | undefined;
  clock: Clock;
}

/**
 * A token bucket with continuous refill.
 *
 * It keeps one number, the time at which the bucket will be full again, so it is exact over every window: never more
 * than `burst + rate · t` requests in `t` seconds. Nothing runs while nobody waits.
 */
export class TokenBucket implements RateLimiter {
  readonly #intervalMs: number;
  readonly #toleranceMs: number;
  readonly #clock: Clock;
  readonly #queue = new WaitQueue({ onEmpty: () => this.#disarm() });
  #fullAt = Number.NEGATIVE_INFINITY;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;

  constructor(options: TokenBucketOptions) {
    const burst = options.burst ?? Math.max(1, Math.floor(options.rate));
    this.#intervalMs = 1000 / options.rate;
    this.#toleranceMs = (burst - 1) * this.#intervalMs;
    this.#clock = options.clock;
  }

  /** Calls waiting for a token. */
  get waiting(): number {
    return this.#queue.size;
  }

  tryTake(): boolean {
    return this.#queue.size === 0 && this.#spend(this.#clock.now());
  }

  async take(call: Call): Promise<void> {
    this.assertInTime(call, 0);
    const turn = this.#queue.wait(call);
    if (this.#timer === undefined) this.#arm();
    if (!(await turn)) call.throwIfEnded();
  }

  /** Tokens that come back late, when the bucket has filled up meanwhile, can add to one burst; never to the rate. */
  giveBack(): void {
    this.#fullAt -= this.#intervalMs;
    this.#arm();
  }

  pause(durationMs: number): void {
    // Also `NaN`, after which no comparison would hold.
    if (!(durationMs > 0)) return;
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + durationMs);
  }

  assertInTime(call: Call, ahead: number): void {
    if (call.at === Number.POSITIVE_INFINITY) return;
    const waitMs = this.#projectedWaitMs(this.#queue.size + ahead);
    if (waitMs <= call.remainingMs) return;
    throw new RateLimitError(
      `${call.operation} was not sent: its turn in the rate limit comes in ${Math.ceil(waitMs)} ms, after its deadline`,
      "RATE_LIMIT_WAIT",
      waitMs,
      call.errorContext(),
    );
  }

  #projectedWaitMs(ahead: number): number {
    const now = this.#clock.now();
    const start = Math.max(now, this.#pausedUntil);
    const turn = Math.max(this.#fullAt, start) + ahead * this.#intervalMs - this.#toleranceMs;
    return Math.max(start, turn) - now;
  }

  /** When the next token is there. */
  #nextAt(): number {
    return Math.max(this.#pausedUntil, this.#fullAt - this.#toleranceMs);
  }

  #spend(now: number): boolean {
    if (this.#nextAt() > now) return false;
    this.#fullAt = Math.max(this.#fullAt, now) + this.#intervalMs;
    return true;
  }

  #arm(): void {
    if (this.#queue.size === 0) return;
    this.#disarm();
    const delayMs = Math.max(0, Math.ceil(this.#nextAt() - this.#clock.now()));
    this.#timer = this.#clock.setTimeout(() => this.#serve(), delayMs);
  }

  #disarm(): void {
    this.#timer?.clear();
    this.#timer = undefined;
  }

  #serve(): void {
    this.#timer = undefined;
    const now = this.#clock.now();
    while (this.#queue.size > 0 && this.#spend(now)) this.#queue.wakeNext();
    this.#arm();
  }
}
