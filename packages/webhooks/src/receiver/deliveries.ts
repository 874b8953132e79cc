import type { Clock } from "@platformq/resilience";

/** How an event came before. */
export interface Former {
  /** The marks of its deliveries, each once, the first in front. */
  readonly marks: readonly string[];
  /** When the last one came, by {@link Clock.now}. */
  readonly at: number;
}

/** What comes in more ways than that is not worth the memory. */
const MAX_MARKS = 8;

/**
 * Remembers deliveries for a while, in bounded memory: for each event how it came.
 *
 * One is remembered once it was accepted and not before: what could not be accepted is taken when it comes again.
 * They are kept in two generations, so that forgetting is dropping a whole one: nothing is searched or deleted.
 */
export class Deliveries {
  #young = new Map<string, Former>();
  #old = new Map<string, Former>();
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
   * @param isSecond judges by those before.
   * @param accept is told of those before, and resolves to `false` when it finds that this one was among them.
   * @returns whether it was accepted.
   */
  async acceptOnce(
    eventId: string,
    mark: string,
    isSecond: (former: Former) => boolean,
    accept: (former: Former | undefined) => Promise<boolean>,
  ): Promise<boolean> {
    let former: Former | undefined;
    for (;;) {
      former = this.#find(eventId);
      if (former !== undefined && isSecond(former)) return false;
      const other = this.#underWay.get(eventId);
      if (other === undefined) break;
      // Its error is told to its own sender; this delivery then has its own try.
      await other.catch(() => {});
    }
    const work = accept(former);
    this.#underWay.set(eventId, work);
    try {
      const accepted = await work;
      this.#young.set(eventId, { marks: withMark(former?.marks, mark), at: this.clock.now() });
      return accepted;
    } finally {
      this.#underWay.delete(eventId);
    }
  }

  #find(eventId: string): Former | undefined {
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

function withMark(marks: readonly string[] | undefined, mark: string): readonly string[] {
  // Nearly always: most events come once.
  if (marks === undefined) return [mark];
  return marks.length >= MAX_MARKS || marks.includes(mark) ? marks : [...marks, mark];
}
