import { followSignal, unfollowSignal } from "./abort-hub.js";
import type { Clock } from "./clock.js";

/**
 * Waits for a time, or until the signal aborts, whichever is first. An abort is left to the caller to see: the call that
 * comes next reports it.
 *
 * @param delayMs Milliseconds; nobody waits for 0 or less.
 */
export async function pause(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  const endsAt = clock.now() + delayMs;
  // Again, because a clock may call back before a long time is over.
  for (let leftMs = delayMs; leftMs > 0 && !signal?.aborted; leftMs = endsAt - clock.now()) {
    await timer(clock, leftMs, signal);
  }
}

async function timer(clock: Clock, delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      running.clear();
      if (signal) unfollowSignal(signal, follower);
      resolve();
    };
    const running = clock.setTimeout(end, delayMs);
    const follower = { abort: end };
    if (signal) followSignal(signal, follower);
  });
}
