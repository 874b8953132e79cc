import { type Clock, systemClock, type Timer } from "@platformq/resilience";

/** When a poller polls. */
export interface PollerOptions {
  /** From the end of one round to the beginning of the next, in milliseconds. @default 300_000 */
  readonly intervalMs?: number | undefined;
  /** Told of a round that failed. The next one takes up where the last that did not had ended. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** @default the machine's clock */
  readonly clock?: Clock | undefined;
}

/** Does something again and again, one round at a time. */
export class Poller implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #end = (): void => void this.close();
  readonly #clock: Clock;
  #timer: Timer | undefined;
  #round: Promise<void> | undefined;

  /** The first round begins at once. @param until ends the polling when it aborts. */
  constructor(
    private readonly poll: (signal: AbortSignal) => Promise<void>,
    private readonly options: PollerOptions,
    private readonly until?: AbortSignal,
  ) {
    this.#clock = options.clock ?? systemClock;
    if (until?.aborted === true) this.#stop.abort();
    until?.addEventListener("abort", this.#end, { once: true });
    void this.runNow();
  }

  /** Begins a round now, or joins the one that runs. Resolves when it has ended, in whatever way. */
  async runNow(): Promise<void> {
    this.#timer?.clear();
    this.#round ??= this.#run().finally(() => {
      this.#round = undefined;
      this.#plan();
    });
    return this.#round;
  }

  /** Ends the polling and waits for the round that runs. */
  async close(): Promise<void> {
    this.until?.removeEventListener("abort", this.#end);
    this.#stop.abort();
    this.#timer?.clear();
    await this.#round;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #run(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    try {
      await this.poll(this.#stop.signal);
    } catch (error) {
      if (!this.#stop.signal.aborted) this.options.onError?.(error);
    }
  }

  #plan(): void {
    if (this.#stop.signal.aborted) return;
    this.#timer = this.#clock.setTimeout(() => void this.runNow(), this.options.intervalMs ?? 300_000);
    this.#timer.unref();
  }
}
