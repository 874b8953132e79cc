import type { Logger } from "@platformq/resilience";

/** Those who want to be told something. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => unknown>();

  constructor(private readonly logger: Logger) {}

  /** Adds a listener. Returns what takes it away again. */
  add(listener: (value: T) => unknown): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Tells everybody. A listener that throws or rejects keeps neither the others nor the teller from going on. */
  tell(value: T): void {
    for (const listener of this.#listeners) {
      try {
        const result = listener(value);
        // Nobody else would catch it, and a forged request must not end the process.
        if (isThenable(result)) Promise.resolve(result).catch((error: unknown) => this.#failed(error));
      } catch (error) {
        this.#failed(error);
      }
    }
  }

  #failed(error: unknown): void {
    this.logger.error({ err: error }, "a listener of the webhooks failed");
  }
}

function isThenable(value: unknown): boolean {
  return typeof value === "object" && value !== null && "then" in value;
}
