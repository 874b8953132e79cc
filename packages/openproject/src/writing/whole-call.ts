import { AbortError, type Clock, DeadlineExceededError, type RequestOptions } from "@platformq/resilience";

/**
 * The options of a call that takes several requests, to be given to each of them: `deadlineMs` is what is left of the
 * whole call's time, so that all of them end when it does.
 */
export class WholeCall implements RequestOptions {
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number | undefined;
  readonly retry: number | false | undefined;
  readonly idempotent: boolean | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly #deadlineMs: number | false | undefined;
  readonly #endsAt: number | undefined;

  /** @param defaultMs The time for all of it in milliseconds, unless the options say otherwise. @default none */
  constructor(
    private readonly clock: Clock,
    options: RequestOptions = {},
    defaultMs?: number | false,
  ) {
    this.signal = options.signal;
    this.timeoutMs = options.timeoutMs;
    this.retry = options.retry;
    this.idempotent = options.idempotent;
    this.headers = options.headers;
    const { deadlineMs = defaultMs } = options;
    this.#deadlineMs = deadlineMs;
    // What is no time is left to the first request to refuse.
    this.#endsAt = deadlineMs && deadlineMs > 0 ? clock.now() + deadlineMs : undefined;
  }

  /** Tells how many milliseconds are left. @throws DeadlineExceededError when there are none. */
  get deadlineMs(): number | false | undefined {
    if (this.#endsAt === undefined) return this.#deadlineMs;
    // Whole milliseconds, because deadlines of one length are watched together.
    const leftMs = Math.ceil(this.#endsAt - this.clock.now());
    if (leftMs <= 0) throw this.#late();
    return leftMs;
  }

  /**
   * Waits for what others may be waiting for too; the end of this call ends its waiting and nothing of theirs.
   *
   * @throws AbortError, DeadlineExceededError
   */
  async wait<T>(shared: Promise<T>): Promise<T> {
    const { signal } = this;
    if (signal === undefined && this.#endsAt === undefined) return shared;
    const leaving = new AbortController();
    const left = new Promise<never>((_, leave) => {
      const onAbort = (): void => leave(abortOf(signal));
      if (signal?.aborted) onAbort();
      signal?.addEventListener("abort", onAbort, { signal: leaving.signal });
      if (this.#endsAt === undefined || this.#endsAt === Infinity) return;
      // Asked here, where it being over already is told like the rest: thrown earlier, it would leave what is shared
      // without anybody to hear of its failure.
      const timer = this.clock.setTimeout(() => leave(this.#late()), Number(this.deadlineMs));
      leaving.signal.addEventListener("abort", () => timer.clear());
    });
    try {
      return await Promise.race([shared, left]);
    } finally {
      leaving.abort();
    }
  }

  #late(): DeadlineExceededError {
    const text = `The call did not finish within its deadline of ${this.#deadlineMs} ms`;
    return new DeadlineExceededError(`${text}; raise deadlineMs or ask for less`, { service: "openproject" });
  }
}

/** Makes the error of a call that its caller ended between two requests. */
export function abortOf(signal: AbortSignal | undefined): AbortError {
  return new AbortError("The call was aborted by the caller", {
    service: "openproject",
    cause: signal?.reason,
  });
}
