import type { Clock } from "../clock.js";
import { type CompletedRecord, countOf, type JobRecord, type Tables } from "./tables.js";

/** How many ids one completion forgets at most: more than it adds, so that they do not grow. */
const MOST_FORGOTTEN = 2;

/** The ids of completed jobs, as long as they are remembered. Every method runs inside a transaction. */
export class CompletedIds {
  /** How many there are, once the transaction under way has counted them. */
  #count: number | undefined;

  constructor(
    private readonly tables: Tables,
    private readonly limits: { readonly ageMs: number; readonly count: number },
    private readonly clock: Clock,
  ) {}

  /** Is to be called as a transaction begins. */
  begin(): void {
    this.#count = undefined;
  }

  /** Replaces a job by what is remembered of it. */
  remember({ id, name, order }: JobRecord): void {
    const completedAt = this.clock.date();
    this.#count = this.#countAll() + 1;
    void this.tables.jobs.put([id, name], { completedAt, order });
    void this.tables.completed.put([completedAt, order], [id, name]);
    this.#forgetOldest();
  }

  /** Whether it is time to forget an id. */
  isOver({ completedAt }: CompletedRecord): boolean {
    return completedAt <= this.clock.date() - this.limits.ageMs;
  }

  forget(id: string, name: string, { completedAt, order }: CompletedRecord): void {
    this.#count = this.#countAll() - 1;
    void this.tables.jobs.remove([id, name]);
    void this.tables.completed.remove([completedAt, order]);
  }

  #countAll(): number {
    return this.#count ?? countOf(this.tables.completed);
  }

  #forgetOldest(): void {
    const { completed } = this.tables;
    let surplus = this.#countAll() - this.limits.count;
    for (const { key, value } of [...completed.getRange({ limit: MOST_FORGOTTEN })]) {
      const [completedAt, order] = key;
      const record = { completedAt, order };
      if (surplus-- <= 0 && !this.isOver(record)) return;
      this.forget(...value, record);
    }
  }
}
