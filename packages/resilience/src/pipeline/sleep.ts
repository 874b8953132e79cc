import type { Call } from "./call.js";

/** Waits between two attempts. Holds no slot and no token, and ends at once with the call. */
export function sleep(call: Call, delayMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    if (call.ended) return reject(call.ended);
    const timer = call.context.clock.setTimeout(() => {
      call.stage = undefined;
      resolve();
    }, delayMs);
    call.stage = {
      release(_, error) {
        timer.clear();
        reject(error);
      },
    };
    return undefined;
  });
}
