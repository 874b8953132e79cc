import { reasonOf } from "./decide.js";
import type { JobEventMap, JobEvents } from "./job-queue.js";

type Listeners = { [Type in keyof JobEventMap]: Set<(event: JobEventMap[Type]) => void> };

/** Passes a queue's events on to its listeners. */
export class EventHub implements JobEvents {
  readonly #listeners: Listeners = {
    completed: new Set(),
    failed: new Set(),
    retrying: new Set(),
    dead: new Set(),
    progress: new Set(),
    error: new Set(),
  };

  on<Type extends keyof JobEventMap>(type: Type, listener: (event: JobEventMap[Type]) => void): () => void {
    this.#listeners[type].add(listener);
    return () => void this.#listeners[type].delete(listener);
  }

  emit<Type extends keyof JobEventMap>(type: Type, event: JobEventMap[Type]): void {
    for (const listener of this.#listeners[type]) {
      try {
        const returned: unknown = listener(event);
        // An async function is a listener, too, and a rejection that nobody handles ends the process.
        if (isThenable(returned)) Promise.resolve(returned).catch(warn);
      } catch (error) {
        warn(error);
      }
    }
  }
}

/** Warns of a listener that failed: who only watches must not be able to stop the queue. */
function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : reasonOf(error));
}

function isThenable(value: unknown): value is object {
  return typeof value === "object" && value !== null && "then" in value;
}
