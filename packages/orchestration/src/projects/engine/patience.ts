import { CircuitOpenError, type Clock, RateLimitError } from "@platformq/resilience";

/** How long a step may wait in all for a platform that asks for time. */
export class Patience {
  constructor(private leftMs: number) {}

  /** How long to wait after an error before the step is done again; `undefined` when that is no use, or too long. */
  waitAfter(error: unknown): number | undefined {
    if (!(error instanceof CircuitOpenError || error instanceof RateLimitError)) return undefined;
    const { retryAfterMs } = error;
    if (retryAfterMs === undefined || retryAfterMs > this.leftMs) return undefined;
    this.leftMs -= retryAfterMs;
    return retryAfterMs;
  }
}

/** Waits, or until the signal is aborted. */
export function pause(clock: Clock, durationMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      timer.clear();
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = clock.setTimeout(end, durationMs);
    if (signal?.aborted) end();
    else signal?.addEventListener("abort", end);
  });
}
