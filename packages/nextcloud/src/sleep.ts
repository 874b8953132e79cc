import type { Clock } from "@platformq/resilience";

/** Waits, or stops waiting on abort: the call that follows reports it. */
export async function sleep(clock: Clock, delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  if (delayMs === 0 || signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = (): void => {
      timer.clear();
      signal?.removeEventListener("abort", stop);
      resolve();
    };
    const timer = clock.setTimeout(stop, delayMs);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
