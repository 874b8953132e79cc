import { Redis, type RedisOptions } from "ioredis";
import { type Clock, systemClock, type Timer } from "../clock.js";
import { ConfigurationError, RateLimitError } from "../errors/local-errors.js";
import { Scrubber } from "../log/redact.js";
import type { Call } from "../pipeline/call.js";
import { WaitQueue } from "../pipeline/wait-queue.js";
import { type RateLimiter, TokenBucket } from "../policies/token-bucket.js";
import { RateLimiterUnavailableError } from "./rate-limiter-unavailable-error.js";
import { SlotSource } from "./slot-source.js";

export interface RedisRateLimiterOptions {
  /** A `redis://` URL, ioredis options, or a client whose options are used; it is neither used itself nor closed. */
  redis: Redis | RedisOptions | string;
  /** Requests per second of all processes together. */
  rate: number;
  /** Names the limit; processes with the same id share the rate. */
  id: string;
  /**
   * What calls do while Redis is away: `fail` with {@link RateLimiterUnavailableError}, or go on at the same rate in
   * each process by itself (`local`).
   */
  onUnavailable: "fail" | "local";
  /** For tests. */
  clock?: Clock | undefined;
}

/** How long calls wait for Redis at the start, and after it was lost, before it counts as away. */
const STARTUP_PATIENCE_MS = 1000;
const LOSS_PATIENCE_MS = 500;
const PATIENCE_STEPS = 5;
/** Between two attempts to reach it again. */
const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 2000;
/** How much of the rate is requested ahead, so that a round trip to Redis does not slow it. */
const AHEAD_MS = 100;

/**
 * One rate held by several processes through Redis: evenly spaced, without burst.
 *
 * Waiting calls stay in a queue of our own, which they can leave; Redis is asked for slots in nobody's name. It stamps
 * slots with the processes' own clocks, so hosts must agree on the time: one that is ahead by a second makes the others
 * wait a second longer. To a host more than five seconds away from Redis' own clock Redis is unavailable. A slot costs
 * three round trips and about half a millisecond of CPU.
 */
export class RedisRateLimiter implements RateLimiter {
  readonly #id: string;
  readonly #redis: RedisOptions;
  readonly #rate: number;
  readonly #clock: Clock;
  readonly #local: TokenBucket | undefined;
  readonly #scrubber = new Scrubber();
  /**
   * Slots requested at most. A slot once requested is spent, whether or not somebody still waits for it when it comes:
   * Bottleneck can neither cancel nor return one. This is what mass aborts can lose.
   */
  readonly #window: number;
  readonly #queue = new WaitQueue({ onEmpty: () => this.#endPause() });
  #state: "connecting" | "up" | "down" | "closed" = "connecting";
  #source: SlotSource | undefined;
  #requested = 0;
  /** A slot that was given back. One only: several would be a burst. */
  #hasSpare = false;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #pause: Timer | undefined;
  #patience: Timer | undefined;
  #retry: Timer | undefined;
  #attempts = 0;
  /** Why Redis is away, without its password. */
  #reason = "no answer";

  constructor(options: RedisRateLimiterOptions) {
    const { id, rate, redis, clock = systemClock } = options;
    if (!(rate > 0 && Number.isFinite(rate))) {
      throw new ConfigurationError(
        `The rate of the rate limiter ${id} must be a positive number, not ${rate}`,
      );
    }
    this.#id = id;
    this.#rate = rate;
    this.#clock = clock;
    this.#redis = redisOptions(redis);
    if (this.#redis.password) this.#scrubber.learn(this.#redis.password);
    this.#local = options.onUnavailable === "local" ? new TokenBucket({ rate, burst: 1, clock }) : undefined;
    this.#window = Math.ceil((rate * AHEAD_MS) / 1000);
    this.#waitForRedis(STARTUP_PATIENCE_MS);
    this.#connect();
  }

  /** Whether Redis answers. */
  get available(): boolean {
    return this.#state === "up";
  }

  /** Takes a token of the local bucket while Redis is away. A slot in Redis cannot be had at once, but for a spare one. */
  tryTake(): boolean {
    if (this.#state === "down") return this.#local?.tryTake() === true;
    if (!this.#hasSpare || this.#pauseMs > 0) return false;
    this.#hasSpare = false;
    return true;
  }

  async take(call: Call): Promise<void> {
    if (this.#state === "down" || this.#state === "closed") return this.#takeWithoutRedis(call);
    this.assertInTime(call, 0);
    const turn = this.#queue.wait(call);
    this.#requestSlots();
    if (await turn) return;
    call.throwIfEnded();
    // Redis went away meanwhile, and all were dismissed.
    return this.#takeWithoutRedis(call);
  }

  /** Passes the slot of a request that was never sent on to the next in line, or keeps it for whoever comes. */
  giveBack(): void {
    if (this.#state === "down") this.#local?.giveBack();
    else this.#hasSpare ||= !this.#grant();
  }

  /** Pauses this process; the others hear from the server themselves. */
  pause(durationMs: number): void {
    // Also `NaN`, after which no comparison would hold.
    if (!(durationMs > 0)) return;
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + durationMs);
    this.#local?.pause(durationMs);
  }

  /** Reckons with the calls of this process only: with more of them the deadline itself decides. */
  assertInTime(call: Call, ahead: number): void {
    if (this.#state === "down") {
      this.#local?.assertInTime(call, ahead);
      return;
    }
    const waitMs = Math.max(0, this.#pauseMs) + ((this.#queue.size + ahead) * 1000) / this.#rate;
    if (waitMs <= call.remainingMs) return;
    throw new RateLimitError(
      `${call.operation} was not sent: its turn in the shared rate limit comes in ${Math.ceil(waitMs)} ms, after its deadline`,
      "RATE_LIMIT_WAIT",
      waitMs,
      call.errorContext(),
    );
  }

  /** Disconnects from Redis. Calls that wait for it fail with {@link RateLimiterUnavailableError}, and so do later ones. */
  async close(): Promise<void> {
    this.#state = "closed";
    this.#reason = "the limiter was closed";
    this.#source?.close();
    this.#retry?.clear();
    this.#patience?.clear();
    this.#queue.dismissAll();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #connect(): void {
    this.#source = new SlotSource({
      redis: this.#redis,
      id: this.#id,
      rate: this.#rate,
      onReady: () => this.#ready(),
      onSlot: () => {
        // Only now is it proven to work.
        this.#attempts = 0;
        this.#requested--;
        this.#grant();
        this.#requestSlots();
      },
      onLost: (reason) => this.#lost(reason),
    });
  }

  #ready(): void {
    this.#state = "up";
    // Not cleared: a Redis that is lost again and again, and never gives a slot, must not be waited for without end.
    this.#patience?.unref();
    this.#requestSlots();
  }

  #lost(reason: unknown): void {
    this.#reason = this.#scrubber.scrub(reason instanceof Error ? reason.message : String(reason));
    this.#requested = 0;
    if (this.#state === "up") {
      this.#state = "connecting";
      this.#waitForRedis(LOSS_PATIENCE_MS);
    }
    // At once after the first loss: most are a restart or a stall of our own process.
    const delayMs =
      this.#attempts === 0 ? 0 : Math.min(FIRST_RETRY_MS * 2 ** (this.#attempts - 1), MAX_RETRY_MS);
    this.#attempts++;
    this.#retry = this.#clock.setTimeout(() => this.#connect(), delayMs);
    // The calls that wait are held by the patience timer; without one, nobody waits.
    this.#retry.unref();
  }

  #waitForRedis(patienceMs: number): void {
    if (this.#patience !== undefined) this.#patience.ref();
    else this.#awaitSteps(patienceMs / PATIENCE_STEPS, PATIENCE_STEPS);
  }

  /** Waits in steps: when our own process was busy for seconds, Redis has still had no time to answer. */
  #awaitSteps(stepMs: number, steps: number): void {
    this.#patience = this.#clock.setTimeout(() => {
      this.#patience = undefined;
      if (this.#state !== "connecting") return;
      if (steps > 1) {
        this.#awaitSteps(stepMs, steps - 1);
        return;
      }
      this.#state = "down";
      this.#queue.dismissAll();
    }, stepMs);
  }

  #requestSlots(): void {
    if (this.#state !== "up" || this.#queue.size === 0) return;
    if (this.#pauseMs > 0) {
      this.#pause ??= this.#clock.setTimeout(() => {
        this.#pause = undefined;
        this.#requestSlots();
      }, Math.ceil(this.#pauseMs));
      return;
    }
    while (this.#requested < Math.min(this.#queue.size, this.#window)) {
      this.#requested++;
      this.#source?.request();
    }
  }

  /** Lets the first in line go, if there is one. A slot that comes during a pause is lost. */
  #grant(): boolean {
    return this.#pauseMs <= 0 && this.#queue.wakeNext();
  }

  get #pauseMs(): number {
    return this.#pausedUntil - this.#clock.now();
  }

  #endPause(): void {
    this.#pause?.clear();
    this.#pause = undefined;
  }

  async #takeWithoutRedis(call: Call): Promise<void> {
    if (this.#local === undefined || this.#state === "closed") throw this.#unavailable(call);
    if (!this.#local.tryTake()) await this.#local.take(call);
  }

  #unavailable(call: Call): RateLimiterUnavailableError {
    const advice = this.#state === "closed" ? "" : '; check Redis, or allow onUnavailable: "local"';
    return new RateLimiterUnavailableError(
      `${call.operation} was not sent: the shared rate limit ${this.#id} is unavailable (${this.#reason})${advice}`,
      call.errorContext(),
    );
  }
}

/** Reads the options off whatever the user has. A client may come from another copy of ioredis. */
function redisOptions(redis: Redis | RedisOptions | string): RedisOptions {
  if (typeof redis === "string") return new Redis(redis, { lazyConnect: true }).options;
  return "options" in redis ? redis.options : redis;
}
