import type { PlatformError } from "../errors/platform-error.js";
import type { Call, Stage } from "./call.js";

/** A call's place in a queue. */
class Waiter implements Stage {
  previous: Waiter | undefined;
  next: Waiter | undefined;

  constructor(
    private readonly queue: WaitQueue,
    readonly call: Call,
    readonly resolve: () => void,
    readonly reject: (error: PlatformError) => void,
  ) {}

  cancelled(error: PlatformError): void {
    this.queue.remove(this);
    this.reject(error);
  }
}

/** Calls waiting in order of arrival. One that is aborted or out of time leaves at once, from any place. */
export class WaitQueue {
  size = 0;
  #first: Waiter | undefined;
  #last: Waiter | undefined;

  /** @param onEmpty Runs when the last waiter has left, so that no timer is kept for nobody. */
  constructor(private readonly onEmpty?: () => void) {}

  /** Waits for {@link wakeNext}; rejects with the call's own error when the call ends first. */
  wait(call: Call): Promise<void> {
    return new Promise((resolve, reject) => {
      if (call.ended) return reject(call.ended);
      const waiter = new Waiter(this, call, resolve, reject);
      waiter.previous = this.#last;
      if (this.#last) this.#last.next = waiter;
      else this.#first = waiter;
      this.#last = waiter;
      this.size++;
      call.enter(waiter);
    });
  }

  /** Lets the first call go on. Returns whether there was one. */
  wakeNext(): boolean {
    const waiter = this.#first;
    if (waiter === undefined) return false;
    this.remove(waiter);
    waiter.call.enter(undefined);
    waiter.resolve();
    return true;
  }

  /** Ends the wait of all calls with errors made for each. */
  rejectAll(errorFor: (call: Call) => PlatformError): void {
    for (let waiter = this.#first; waiter !== undefined; waiter = this.#first) {
      this.remove(waiter);
      waiter.call.enter(undefined);
      waiter.reject(errorFor(waiter.call));
    }
  }

  remove(waiter: Waiter): void {
    if (waiter.previous) waiter.previous.next = waiter.next;
    else this.#first = waiter.next;
    if (waiter.next) waiter.next.previous = waiter.previous;
    else this.#last = waiter.previous;
    waiter.previous = waiter.next = undefined;
    if (--this.size === 0) this.onEmpty?.();
  }
}
