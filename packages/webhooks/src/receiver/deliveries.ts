import type { Clock } from "@platformq/resilience";

/**
 * Remembers deliveries for a while, in bounded memory: for each event how it came last.
 *
 * One is remembered once it was accepted and not before: what could not be accepted is taken when it comes again.
 * They are kept in two generations, so that forgetting is dropping a whole one: nothing is searched or deleted.
 */
export class Deliveries {
  #young = new Map<string, string>();
  #old = new Map<string, string>();
  #youngSince: number;
  readonly #underWay = new Map<string, Promise<unknown>>();

  /**
   * @param rememberMs is how long at least, and at most twice as long.
   * @param maxEntries are remembered at most, and the last half of as many whatever the time.
   */
  constructor(
    private readonly clock: Clock,
    private readonly rememberMs: number,
    private readonly maxEntries: number,
  ) {
    this.#youngSince = clock.now();
  }

  /** How many are remembered. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /**
   * Accepts a delivery of an event unless it came before. Of two at once the second waits for what becomes of the first.
   *
   * @param mark is remembered of it.
   * @param isSecond judges by the mark of the one before.
   * @param accept resolves to `false` when it finds that it came before.
   * @returns whether it was accepted.
   */
  async acceptOnce(
    eventId: string,
    mark: string,
    isSecond: (formerMark: string) => boolean,
    accept: () => Promise<boolean>,
  ): Promise<boolean> {
    for (;;) {
      const former = this.#find(eventId);
      if (former !== undefined && isSecond(former)) return false;
      const other = this.#underWay.get(eventId);
      if (other === undefined) break;
      // Its error is told to its own sender; this delivery then has its own try.
      await other.catch(() => {});
    }
    const work = accept();
    this.#underWay.set(eventId, work);
    try {
      const accepted = await work;
      this.#young.set(eventId, mark);
      return accepted;
    } finally {
      this.#underWay.delete(eventId);
    }
  }

  #find(eventId: string): string | undefined {
    const now = this.clock.now();
    const ageMs = now - this.#youngSince;
    if (ageMs >= this.rememberMs || this.#young.size >= this.maxEntries / 2) {
      this.#old = ageMs >= 2 * this.rememberMs ? new Map() : this.#young;
      this.#young = new Map();
      this.#youngSince = now;
    }
    return this.#young.get(eventId) ?? this.#old.get(eventId);
  }
}
