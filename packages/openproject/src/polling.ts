import { AbortError, type Clock, DeadlineExceededError } from "@platformq/resilience";

/** How to wait for what the server does in the background. */
export interface WaitParams {
  /** The first pause between two questions, in milliseconds; later ones grow to ten times that. @default 500 */
  pollMs?: number | undefined;
  /** How long to wait in all, in milliseconds. @default 600_000 */
  timeoutMs?: number | undefined;
}

const GROWTH = 1.5;
const SLOWEST = 10;

/**
 * Asks again and again until there is an answer.
 *
 * @param what What is waited for, as the errors call it.
 * @param ask Gives the answer, or `undefined` while there is none.
 * @throws DeadlineExceededError, AbortError
 */
export async function poll<T>(
  clock: Clock,
  what: string,
  ask: () => Promise<T | undefined>,
  { pollMs = 500, timeoutMs = 600_000 }: WaitParams,
  signal: AbortSignal | undefined,
): Promise<T> {
  const endsAt = clock.now() + timeoutMs;
  for (let pauseMs = pollMs; ; pauseMs = Math.min(pauseMs * GROWTH, pollMs * SLOWEST)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (clock.now() + pauseMs > endsAt) {
      throw new DeadlineExceededError(`Waited ${timeoutMs} ms for ${what}, in vain`, {
        service: "openproject",
        outcome: "unknown",
      });
    }
    await pause(clock, pauseMs, what, signal);
  }
}

async function pause(
  clock: Clock,
  pauseMs: number,
  what: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      timer.clear();
      reject(
        new AbortError(`The caller stopped waiting for ${what}`, {
          service: "openproject",
          outcome: "unknown",
          cause: signal?.reason,
        }),
      );
    };
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, pauseMs);
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}
