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
        listener(event);
      } catch (error) {
        // Who only watches must not be able to stop the queue.
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  }
}
