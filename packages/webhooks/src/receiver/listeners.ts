import type { Logger } from "@platformq/resilience";

/** Those who want to be told something. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>();

  constructor(private readonly logger: Logger) {}

  /** Adds a listener. Returns what takes it away again. */
  add(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Tells everybody. A listener that throws keeps neither the others nor the teller from going on. */
  tell(value: T): void {
    for (const listener of this.#listeners) {
      try {
        listener(value);
      } catch (error) {
        this.logger.error({ err: error }, "a listener of the webhooks failed");
      }
    }
  }
}
