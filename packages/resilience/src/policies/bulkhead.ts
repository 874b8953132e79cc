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
  /** Calls waiting for a slot, or for the token without which they need none. */
  waiting = 0;
  /** The accounts with calls that wait. */
  readonly #lines = new Map<RateLimiter | undefined, Line>();
  /** Those of them whose first call has not been sent to its limiter; who was served longest ago comes first. */
  readonly #ready = new Set<Line>();

  constructor(options: BulkheadOptions) {
    this.limit = options.limit;
    this.maxQueue = options.maxQueue ?? 100_000;
    this.maxOpenBodies = options.maxOpenBodies ?? 64;
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
   *
   * @throws QueueFullError, and at once what the limiter says to a call whose turn would come after its deadline.
   */
  enter(call: Call, limiter?: RateLimiter): Promise<boolean> {
    if (this.waiting >= this.maxQueue) {
      throw new QueueFullError(
        `${call.operation} was not sent: ${this.maxQueue} calls wait already; send fewer at a time`,
        call.errorContext(),
      );
    }
    // Its own line only: those of the account in other lanes may wait for slots, and then take no token before it.
    limiter?.assertInTime(call, this.#lines.get(limiter)?.queue.size ?? 0);
    const line = this.#lineOf(limiter);
    const turn = this.#wait(call, line.queue);
    this.#sort(line);
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

  #lineOf(limiter: RateLimiter | undefined): Line {
    let line = this.#lines.get(limiter);
    if (line === undefined) {
      const made = new Line(limiter, () => {
        this.waiting--;
        if (made.size === 0) this.#sort(made);
      });
      line = made;
      this.#lines.set(limiter, line);
    }
    return line;
  }

  #wait(call: Call, queue: WaitQueue, goesFirst = false): Promise<boolean> {
    if (!call.ended) this.waiting++;
    return queue.wait(call, goesFirst);
  }

  /** Puts a line where it belongs: with those that are ready, unless it is asking, or nowhere when nobody waits in it. */
  #sort(line: Line): void {
    if (line.size > 0 && !line.isAsking) {
      this.#ready.add(line);
      return;
    }
    this.#ready.delete(line);
    if (line.size === 0) this.#lines.delete(line.limiter);
  }

  #admit(): void {
    // A line that was served goes to the end, where this very loop comes to it again.
    for (const line of this.#ready) {
      if (this.active >= this.limit) return;
      this.#serve(line);
    }
  }

  #serve(line: Line): void {
    const queue = line.next(this.#mayOpen);
    const first = queue?.first;
    if (queue === undefined || first === undefined) return;
    if (line.limiter !== undefined && !line.limiter.tryTake()) return this.#ask(line.limiter, line, queue);
    // The slot is taken for the call before it runs, or a call arriving in between would overtake it.
    this.#take(first);
    this.waiting--;
    queue.wakeNext();
    this.#ready.delete(line);
    this.#sort(line);
  }

  /** Sends the first of a line to the limiter. Only the first, or tokens would be spent on calls that find no slot. */
  #ask(limiter: RateLimiter, line: Line, queue: WaitQueue): void {
    line.isAsking = true;
    this.#sort(line);
    queue.handOver((call) => this.#enterWithToken(call, limiter, line));
  }

  async #enterWithToken(call: Call, limiter: RateLimiter, line: Line): Promise<boolean> {
    try {
      await limiter.take(call);
      if (this.#hasRoom(call)) {
        this.#take(call);
        return true;
      }
      // Another account was faster. The token stays unspent until there is a slot for it.
      limiter.giveBack();
      return this.#wait(call, call.streams ? line.streams : line.queue, true);
    } finally {
      this.waiting--;
      line.isAsking = false;
      this.#sort(line);
      this.#admit();
    }
  }
}
