import type { Clock } from "@platformq/resilience";

/** A clock that stands still until it is moved; what waits is woken by moving it. */
export function manualClock() {
  let now = 0;
  const timers = new Map<() => void, number>();
  const clock: Clock = {
    now: () => now,
    date: () => now,
    setTimeout(callback, delayMs) {
      timers.set(callback, now + delayMs);
      return { ref() {}, unref() {}, clear: () => timers.delete(callback) };
    },
  };
  return {
    clock,
    /** How many are waiting. */
    get pending() {
      return timers.size;
    },
    /** Moves the time on and wakes those whose time has come. */
    advance(ms: number): void {
      now += ms;
      for (const [callback, at] of [...timers]) {
        if (at > now) continue;
        timers.delete(callback);
        callback();
      }
    },
  };
}
