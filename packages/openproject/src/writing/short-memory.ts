import type { Clock } from "@platformq/resilience";

const KEEP_MS = 60_000;

/** Remembers what was read for a minute, and lets those who ask meanwhile share one request. */
export class ShortMemory<T> {
  readonly #entries = new Map<string, { readonly value: Promise<T>; readonly until: number }>();

  constructor(private readonly clock: Clock) {}

  /** How many values are held. */
  get size(): number {
    return this.#entries.size;
  }

  /** Gives what is remembered, or reads it. */
  async get(key: string, read: () => Promise<T>): Promise<T> {
    const entry = this.#entries.get(key);
    return entry && this.clock.now() < entry.until ? entry.value : this.renew(key, read);
  }

  /** Reads anew, whatever is remembered. */
  async renew(key: string, read: () => Promise<T>): Promise<T> {
    const now = this.clock.now();
    const value = read();
    const entry = { value, until: now + KEEP_MS };
    // The newest stand last, so what is over stands first; a server has many projects, each with its lists.
    this.#entries.delete(key);
    for (const [old, { until }] of this.#entries) {
      if (now < until) break;
      this.#entries.delete(old);
    }
    this.#entries.set(key, entry);
    // A failure is nothing to remember.
    value.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    return value;
  }
}
