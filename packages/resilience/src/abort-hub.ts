/** Something an `AbortSignal` ends. */
export interface Abortable {
  abort(reason: unknown): void;
}

/**
 * The one listener a signal has, whatever the number of calls that follow it: a thousand calls on one signal add
 * one listener, and none remains when the last call ends.
 */
class Hub {
  readonly #followers = new Set<Abortable>();

  constructor(private readonly signal: AbortSignal) {}

  readonly #onAbort = (): void => {
    const followers = [...this.#followers];
    this.#followers.clear();
    for (const follower of followers) follower.abort(this.signal.reason);
  };

  add(follower: Abortable): void {
    if (this.#followers.size === 0) this.signal.addEventListener("abort", this.#onAbort, { once: true });
    this.#followers.add(follower);
  }

  delete(follower: Abortable): void {
    if (!this.#followers.delete(follower) || this.#followers.size > 0) return;
    this.signal.removeEventListener("abort", this.#onAbort);
  }
}

const hubs = new WeakMap<AbortSignal, Hub>();

/** Ends `follower` when the signal aborts. The signal must not be aborted already. */
export function followSignal(signal: AbortSignal, follower: Abortable): void {
  let hub = hubs.get(signal);
  if (hub === undefined) {
    hub = new Hub(signal);
    hubs.set(signal, hub);
  }
  hub.add(follower);
}

/** Lets go of a signal. */
export function unfollowSignal(signal: AbortSignal, follower: Abortable): void {
  hubs.get(signal)?.delete(follower);
}
