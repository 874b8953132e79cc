import type { Clock } from "@platformq/resilience";

/** Somebody may have come since. */
const LOOK_AGAIN_AFTER_MS = 30_000;
/** Somebody may have gone, or changed their name. */
const MAX_AGE_MS = 600_000;

/** A list of a server's that is asked often: read again when it is old, or when somebody new is looked for. */
export class Roster<T> {
  #list: Promise<readonly T[]> | undefined;
  #readAt = 0;

  constructor(
    private readonly read: () => Promise<readonly T[]>,
    private readonly clock: Clock,
  ) {}

  /** Finds the first that matches. */
  async find(matches: (item: T) => boolean): Promise<T | undefined> {
    const found = (await this.#noOlderThan(MAX_AGE_MS)).find(matches);
    return found ?? (await this.#noOlderThan(LOOK_AGAIN_AFTER_MS)).find(matches);
  }

  async #noOlderThan(maxAgeMs: number): Promise<readonly T[]> {
    const now = this.clock.date();
    if (this.#list !== undefined && now - this.#readAt <= maxAgeMs) return this.#list;
    const list = this.read();
    this.#list = list;
    this.#readAt = now;
    // A reading that failed is not remembered.
    list.catch(() => {
      if (this.#list === list) this.#list = undefined;
    });
    return list;
  }
}
