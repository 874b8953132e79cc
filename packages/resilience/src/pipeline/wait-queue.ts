import type { Call, Stage } from "./call.js";

/** Who has to hear that calls leave. */
interface QueueListeners {
  /** Runs when the last call has left, so that no timer is kept for nobody. */
  onEmpty?(): void;
  /** Runs when a call has left because it ended. */
  onGone?(): void;
}

/** Calls waiting in order of arrival. One that is aborted or out of time leaves at once, from any place. */
export class WaitQueue implements Stage {
  size = 0;
  first: Call | undefined;
  #last: Call | undefined;

  constructor(private readonly listeners: QueueListeners = {}) {}

  /**
   * Waits for the call's turn. Resolves with `false` when the call ended first or was dismissed.
   *
   * @param goesFirst Puts the call before all others: it has waited for its turn already.
   */
  wait(call: Call, goesFirst = false): Promise<boolean> {
    if (call.ended) return Promise.resolve(false);
    if (goesFirst) this.#prepend(call);
    else this.#append(call);
    return new Promise((resolve) => {
      call.proceed = resolve;
    });
  }

  /** Lets the first call go on. Returns whether there was one. */
  wakeNext(): boolean {
    const call = this.first;
    if (call === undefined) return false;
    this.#leave(call, true);
    return true;
  }

  /** Lets the first call wait on in another queue. */
  moveFirst(to: WaitQueue): void {
    const call = this.first;
    if (call === undefined) return;
    this.#remove(call);
    to.#append(call);
  }

  /** Lets the first call go on as somebody else decides, who may let it wait elsewhere. */
  handOver(decide: (call: Call) => Promise<boolean>): void {
    const call = this.first;
    if (call === undefined) return;
    const { proceed } = call;
    this.#remove(call);
    proceed?.(decide(call));
  }

  /** Sends every waiting call away without its turn. */
  dismissAll(): void {
    while (this.first) this.#leave(this.first, false);
  }

  release(call: Call): void {
    this.#leave(call, false);
    this.listeners.onGone?.();
  }

  #leave(call: Call, granted: boolean): void {
    const { proceed } = call;
    call.proceed = undefined;
    this.#remove(call);
    proceed?.(granted);
  }

  #append(call: Call): void {
    call.ahead = this.#last;
    if (this.#last) this.#last.behind = call;
    else this.first = call;
    this.#last = call;
    this.size++;
    call.stage = this;
  }

  #prepend(call: Call): void {
    call.behind = this.first;
    if (this.first) this.first.ahead = call;
    else this.#last = call;
    this.first = call;
    this.size++;
    call.stage = this;
  }

  #remove(call: Call): void {
    if (call.ahead) call.ahead.behind = call.behind;
    else this.first = call.behind;
    if (call.behind) call.behind.ahead = call.ahead;
    else this.#last = call.ahead;
    call.ahead = call.behind = call.stage = undefined;
    if (--this.size === 0) this.listeners.onEmpty?.();
  }
}
