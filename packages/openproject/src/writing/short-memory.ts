import type { Clock } from "@platformq/resilience";

const KEEP_MS = 60_000;

interface Entry<T> {
  readonly value: Promise<T>;
  /** The same, as soon as it is there. */
  known: T | undefined;
  readonly until: number;
}

/** Remembers what was read for a minute, and lets those who ask meanwhile share one request. */
export class ShortMemory<T> {
  readonly #entries = new Map<string, Entry<T>>();

  constructor(private readonly clock: Clock) {}

  /** How many values are held. */
  get size(): number {
    return this.#entries.size;
  }

  /** Gives what is remembered, or reads it. */
  async get(key: string, read: () => Promise<T>): Promise<T> {
    const entry = this.#entries.get(key);
    return entry && this.clock.now() < entry.until ? entry.value : this.#read(key, read);
  }

  /** Reads anew what turned out to be old; those who found the same old value share one request for this, too. */
  async renew(key: string, read: () => Promise<T>, old: T): Promise<T> {
    const entry = this.#entries.get(key);
    return entry && entry.known !== old ? entry.value : this.#read(key, read);
  }

  async #read(key: string, read: () => Promise<T>): Promise<T> {
    const now = this.clock.now();
    const value = read();
    const entry: Entry<T> = { value, known: undefined, until: now + KEEP_MS };
    // The newest stand last, so what is over stands first; a server has many projects, each with its lists.
    this.#entries.delete(key);
    for (const [old, { until }] of this.#entries) {
      if (now < until) break;
      this.#entries.delete(old);
    }
    this.#entries.set(key, entry);
    value.then(
      (known) => {
        entry.known = known;
      },
      () => {
        // A failure is nothing to remember.
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
      },
    );
    return value;
  }
}
