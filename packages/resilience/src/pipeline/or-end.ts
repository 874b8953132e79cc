import type { Call, Stage } from "./call.js";

/** Waits for a promise of somebody else's, but not longer than the call lasts. */
export function orEnd<T>(call: Call, promise: T | Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stage: Stage = { release: (_, error) => reject(error) };
    const leave = (): void => {
      if (call.stage === stage) call.stage = undefined;
    };
    if (call.ended) reject(call.ended);
    else call.stage = stage;
    Promise.resolve(promise).finally(leave).then(resolve, reject);
  });
}
