import { QueueFullError } from "../errors/local-errors.js";
import type { Call } from "../pipeline/call.js";
import { WaitQueue } from "../pipeline/wait-queue.js";

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
  readonly #queue = new WaitQueue();
  /** Calls that have come to the front and would open one body too many. */
  readonly #streams = new WaitQueue();

  constructor(options: BulkheadOptions) {
    this.limit = options.limit;
    this.maxQueue = options.maxQueue ?? 100_000;
    this.maxOpenBodies = options.maxOpenBodies ?? 64;
  }

  /** Calls waiting for a slot. */
  get waiting(): number {
    return this.#queue.size + this.#streams.size;
  }

  /** Takes a slot if one is free and nobody waits. */
  tryEnter(call: Call): boolean {
    if (this.active >= this.limit || this.#queue.size > 0) return false;
    if (call.streams && !this.#mayOpen()) return false;
    this.#take(call);
    return true;
  }

  /** Waits for a slot, in order of arrival. Resolves with `false`, and no slot, when the call ended first. */
  enter(call: Call): Promise<boolean> {
    if (this.waiting >= this.maxQueue) {
      throw new QueueFullError(
        `${call.operation} was not sent: ${this.maxQueue} calls wait already; send fewer at a time`,
        call.errorContext(),
      );
    }
    const turn = this.#queue.wait(call);
    // It may be a stream that only waits for other bodies: those behind it need not.
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

  #mayOpen(): boolean {
    return this.open < this.maxOpenBodies;
  }

  #take(call: Call): void {
    this.active++;
    if (call.streams) this.open++;
  }

  #admit(): void {
    while (this.active < this.limit) {
      const mayOpen = this.#mayOpen();
      const queue = mayOpen && this.#streams.first ? this.#streams : this.#queue;
      const { first } = queue;
      if (first === undefined) return;
      if (first.streams && !mayOpen) {
        queue.moveFirst(this.#streams);
        continue;
      }
      // The slot is taken for the call before it runs, or a call arriving in between would overtake it.
      this.#take(first);
      queue.wakeNext();
    }
  }
}
