import type { Clock } from "@platformq/resilience";

/** Waits for a time, or until the signal aborts, whichever is first. */
export async function pause(clock: Clock, delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      timer.clear();
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = clock.setTimeout(end, delayMs);
    signal?.addEventListener("abort", end, { once: true });
  });
}
