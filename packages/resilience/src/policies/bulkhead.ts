import { QueueFullError } from "../errors/local-errors.js";
import type { Call } from "../pipeline/call.js";
import { WaitQueue } from "../pipeline/wait-queue.js";

export interface BulkheadOptions {
  /** Requests in flight at most. */
  limit: number;
  /** Calls waiting at most; one more fails with {@link QueueFullError}. @default 100_000 */
  maxQueue?: number | undefined;
  /** Bodies in callers' hands at most; one more waits. @default 64 */
  maxOpenBodies?: number | undefined;
}

/**
 * Bounds the requests in flight to one origin in one lane, so that they never wait for a connection.
 *
 * A slot is kept until the body has ended. A body handed to the caller moves from `active` to `open`: its reader may
 * make calls of its own while it reads, and must not wait for the very slot it holds.
 */
export class Bulkhead {
  readonly limit: number;
  readonly maxQueue: number;
  readonly maxOpenBodies: number;
  active = 0;
  open = 0;
  readonly #queue = new WaitQueue();

  constructor(options: BulkheadOptions) {
    this.limit = options.limit;
    this.maxQueue = options.maxQueue ?? 100_000;
    this.maxOpenBodies = options.maxOpenBodies ?? 64;
  }

  /** Calls waiting for a slot. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** Takes a slot if one is free and nobody waits. */
  tryEnter(): boolean {
    if (!this.#hasRoom() || this.#queue.size > 0) return false;
    this.active++;
    return true;
  }

  /** Waits for a slot, in order of arrival. Resolves with `false`, and no slot, when the call ended first. */
  enter(call: Call): Promise<boolean> {
    if (this.#queue.size >= this.maxQueue) {
      throw new QueueFullError(
        `${call.operation} was not sent: ${this.maxQueue} calls wait already; send fewer at a time`,
        call.errorContext(),
      );
    }
    return this.#queue.wait(call);
  }

  /** Gives a slot back. */
  leave(): void {
    this.active--;
    this.#admit();
  }

  /** Turns the slot of a body that goes to the caller into an open body. */
  handOver(): void {
    this.open++;
    this.leave();
  }

  /** Ends an open body. */
  closeBody(): void {
    this.open--;
    this.#admit();
  }

  #hasRoom(): boolean {
    return this.active < this.limit && this.active + this.open < this.limit + this.maxOpenBodies;
  }

  #admit(): void {
    while (this.#hasRoom() && this.#queue.size > 0) {
      // The slot is taken for the call before it runs, or a call arriving in between would overtake it.
      this.active++;
      this.#queue.wakeNext();
    }
  }
}
