import { WaitQueue } from "../pipeline/wait-queue.js";
import type { RateLimiter } from "./token-bucket.js";

/** The calls of one account that wait for a slot, in order of arrival. */
export class Line {
  readonly queue: WaitQueue;
  /** Calls that have come to the front and would open one body too many. */
  readonly streams: WaitQueue;
  /** Whether its first call is at the limiter, to be given a token; the others wait for that one. */
  isAsking = false;

  /** @param onGone Runs when a call has ended that waited here. */
  constructor(
    readonly limiter: RateLimiter | undefined,
    onGone: () => void,
  ) {
    this.queue = new WaitQueue({ onGone });
    this.streams = new WaitQueue({ onGone });
  }

  get size(): number {
    return this.queue.size + this.streams.size + (this.isAsking ? 1 : 0);
  }

  /** Whether a call that comes now has to wait for those before it; it passes by who only waits for bodies to end. */
  get isBusy(): boolean {
    return this.isAsking || this.queue.size > 0;
  }

  /** Finds the queue whose first call is next; `undefined` when none can use a slot now. */
  next(mayOpen: boolean): WaitQueue | undefined {
    if (mayOpen && this.streams.first) return this.streams;
    while (!mayOpen && this.queue.first?.streams) this.queue.moveFirst(this.streams);
    return this.queue.first && this.queue;
  }
}
