import { QueueFullError } from "../errors/local-errors.js";
import type { Call } from "../pipeline/call.js";
import type { WaitQueue } from "../pipeline/wait-queue.js";
import { Line } from "./line.js";
import type { RateLimiter } from "./token-bucket.js";

export interface BulkheadOptions {
  /** Requests in flight at most. */
  limit: number;
  /** Calls waiting at most; one more fails with {@link QueueFullError}. @default 100_000 */
  maxQueue?: number | undefined;
  /** Bodies in callers' hands at most; a call that would open one more waits. @default 64 */
  maxOpenBodies?: number | undefined;
}

/**
 * Bounds the requests in flight to one origin in one lane, so that they never wait for a connection.
 *
 * A slot and the token of the call's own rate limit are taken in one step: a slot that waited for a token would keep
 * other accounts out, a token that waited for a slot would be spent too late and all at once. Each account has a line of
 * its own, and free slots go to the lines in turns.
 *
 * A slot is kept until the body has ended. A body handed to the caller moves from `active` to `open`: its reader may
 * make calls of its own while it reads, and must not wait for the very slot it holds. Only calls that open a body wait
 * for other bodies to end; all others pass them by.
 */
export class Bulkhead {
  readonly limit: number;
  readonly maxQueue: number;
  readonly maxOpenBodies: number;
  active = 0;
  /** Bodies in callers' hands, with those that calls under way are going to open. */
  open = 0;
  /** By limiter, those that were served longest ago first. */
  readonly #lines = new Map<RateLimiter | undefined, Line>();

  constructor(options: BulkheadOptions) {
    this.limit = options.limit;
    this.maxQueue = options.maxQueue ?? 100_000;
    this.maxOpenBodies = options.maxOpenBodies ?? 64;
  }

  /** Calls waiting for a slot. */
  get waiting(): number {
    let sum = 0;
    for (const line of this.#lines.values()) sum += line.size;
    return sum;
  }

  /** Takes a slot and a token if both are there and nobody of the same account waits. */
  tryEnter(call: Call, limiter?: RateLimiter): boolean {
    if (!this.#hasRoom(call)) return false;
    if (this.#lines.size > 0 && this.#lines.get(limiter)?.isBusy) return false;
    if (limiter !== undefined && !limiter.tryTake()) return false;
    this.#take(call);
    return true;
  }

  /**
   * Waits for a slot and a token, in order of arrival. Resolves with `false`, and neither, when the call ended first;
   * rejects when the limiter refuses the call.
   */
  enter(call: Call, limiter?: RateLimiter): Promise<boolean> {
    if (this.waiting >= this.maxQueue) {
      throw new QueueFullError(
        `${call.operation} was not sent: ${this.maxQueue} calls wait already; send fewer at a time`,
        call.errorContext(),
      );
    }
    let line = this.#lines.get(limiter);
    if (line === undefined) {
      line = new Line(limiter);
      this.#lines.set(limiter, line);
    }
    const turn = line.queue.wait(call);
    // It may be only a token that it lacks, or a stream that waits for other bodies: those behind it need not.
    this.#admit();
    return turn;
  }

  /** Gives a slot back; when the body goes to the caller, all but the place of that. */
  leave(call: Call): void {
    this.active--;
    if (call.streams && !call.handedOver) this.open--;
    this.#admit();
  }

  /** Ends an open body. */
  closeBody(): void {
    this.open--;
    this.#admit();
  }

  get #mayOpen(): boolean {
    return this.open < this.maxOpenBodies;
  }

  #hasRoom(call: Call): boolean {
    return this.active < this.limit && (!call.streams || this.#mayOpen);
  }

  #take(call: Call): void {
    this.active++;
    if (call.streams) this.open++;
  }

  #admit(): void {
    if (this.#lines.size === 0) return;
    // A line that was served goes to the end, where this very loop comes to it again.
    for (const line of this.#lines.values()) {
      if (this.active >= this.limit) return;
      this.#serve(line);
    }
  }

  #serve(line: Line): void {
    const { limiter } = line;
    const queue = line.next(this.#mayOpen);
    const first = queue?.first;
    if (queue === undefined || first === undefined) {
      if (line.size === 0) this.#lines.delete(limiter);
      return;
    }
    if (limiter !== undefined && !limiter.tryTake()) return this.#ask(limiter, line, queue);
    // The slot is taken for the call before it runs, or a call arriving in between would overtake it.
    this.#take(first);
    queue.wakeNext();
    this.#lines.delete(limiter);
    if (line.size > 0) this.#lines.set(limiter, line);
  }

  /** Sends the first of a line to the limiter. Only the first, or tokens would be spent on calls that find no slot. */
  #ask(limiter: RateLimiter, line: Line, queue: WaitQueue): void {
    line.isAsking = true;
    queue.handOver((call) => this.#enterWithToken(call, limiter, line));
  }

  async #enterWithToken(call: Call, limiter: RateLimiter, line: Line): Promise<boolean> {
    // The limiter counts it among its own.
    limiter.backlog--;
    try {
      await limiter.take(call);
      if (this.#hasRoom(call)) {
        this.#take(call);
        return true;
      }
      // Another account was faster. The token stays unspent until there is a slot for it.
      limiter.giveBack();
      return line.queue.wait(call, true);
    } finally {
      limiter.backlog++;
      line.isAsking = false;
      this.#admit();
    }
  }
}
