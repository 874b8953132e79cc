import type { Clock } from "../clock.js";
import type { DeadJob, JobCounts } from "../job-queue.js";
import type { DeadEntry, JobStore, Settlement, StoredJob, TakenJob } from "../job-store.js";
import { CompletedIds } from "./completed-ids.js";
import { GroupCommit } from "./group-commit.js";
import { Sessions } from "./sessions.js";
import { countOf, type DeadRecord, type JobRecord, openTables, type Tables } from "./tables.js";

/** What an {@link LmdbStore} is made of. */
export interface LmdbSettings {
  readonly path: string;
  readonly maxJobs: number;
  readonly leaseMs: number;
  readonly pollMs: number;
  readonly keepIds: { readonly ageMs: number; readonly count: number };
}

/** How many delayed jobs one transaction moves; the next one moves more. */
const MOST_PROMOTED = 1000;

/** Keeps jobs in an LMDB file, which several processes of one machine may share. */
export class LmdbStore implements JobStore {
  readonly pollMs: number;
  readonly lease: { renewMs: number; renew(): Promise<readonly string[]> };
  readonly #tables: Tables;
  readonly #commits: GroupCommit;
  readonly #sessions: Sessions;
  readonly #completed: CompletedIds;
  /** What the transaction under way has read; others may write between two of them. */
  #held: number | undefined;
  #lastNumber: number | undefined;

  constructor(
    private readonly settings: LmdbSettings,
    private readonly clock: Clock,
  ) {
    this.#tables = openTables(settings.path);
    this.#commits = new GroupCommit(this.#tables.environment, () => this.#begin());
    this.#sessions = new Sessions(this.#tables, settings.leaseMs, clock);
    this.#completed = new CompletedIds(this.#tables, settings.keepIds, clock);
    this.pollMs = settings.pollMs;
    // Two renewals may fail before the lease runs out.
    this.lease = { renewMs: settings.leaseMs / 3, renew: () => this.#renew() };
  }

  add(job: StoredJob, runAt: number): Promise<"added" | "duplicate" | "full"> {
    return this.#commits.write(() => {
      const { jobs } = this.#tables;
      const known = jobs.get([job.id, job.name]);
      if (known !== undefined && (isJob(known) || !this.#completed.isOver(known))) return "duplicate";
      const held = this.#countHeld();
      if (held >= this.settings.maxJobs) return "full";
      this.#held = held + 1;
      if (known !== undefined) this.#completed.forget(job.id, job.name, known);
      const record = { ...job, order: this.#nextNumber() };
      void jobs.put([job.id, job.name], record);
      this.#enter(record, runAt, 0);
      return "added";
    });
  }

  readyAt(name: string): number | undefined {
    const { waiting, delayed } = this.#tables;
    const [first] = waiting.getKeys({ start: [name], limit: 1 });
    if (first?.[0] === name) return 0;
    const [next] = delayed.getKeys({ start: [name], limit: 1 });
    return next?.[0] === name ? next[1] : undefined;
  }

  take(name: string, limit: number): Promise<TakenJob[]> {
    return this.#commits.write(() => {
      const { waiting, active } = this.#tables;
      this.#promote(name);
      const lease = this.#sessions.open();
      const taken: TakenJob[] = [];
      for (const { key, value } of [...waiting.getRange({ start: [name], limit })]) {
        if (key[0] !== name) break;
        void waiting.remove(key);
        const attempt = value.attempts + 1;
        void active.put([lease, value.id, name], attempt);
        taken.push({ ...this.#jobOf(value.id, name), attempt, lease });
      }
      return taken;
    });
  }

  settle({ lease, id, name }: TakenJob, settlement: Settlement): Promise<boolean> {
    return this.#commits.write(() => {
      const { active } = this.#tables;
      if (!active.doesExist([lease, id, name])) return false;
      if (settlement.state !== "waiting") this.#held = this.#countHeld() - 1;
      void active.remove([lease, id, name]);
      const job = this.#jobOf(id, name);
      if (settlement.state === "waiting") this.#enter(job, settlement.runAt, settlement.attempts);
      else if (settlement.state === "dead") this.#bury(job, settlement.reason, settlement.attempts);
      else if (job.keepId) this.#completed.remember(job);
      else void this.#tables.jobs.remove([id, name]);
      return true;
    });
  }

  counts(): JobCounts {
    const { waiting, delayed, active, dead } = this.#tables;
    return {
      waiting: countOf(waiting),
      delayed: countOf(delayed),
      active: countOf(active),
      dead: countOf(dead),
    };
  }

  lastDead(): number {
    const [last = -1] = this.#tables.dead.getKeys({ reverse: true, limit: 1 });
    return last;
  }

  listDead(after: number, limit: number): DeadEntry[] {
    const entries = this.#tables.dead.getRange({ start: after, exclusiveStart: true, limit });
    return [...entries].map(({ key, value }) => ({
      position: key,
      job: deadJob(this.#jobOf(value.id, value.name), value),
    }));
  }

  replayDead(id: string): Promise<boolean> {
    return this.#commits.write(() => {
      const found = this.#takeDead(id);
      this.#held = this.#countHeld() + found.length;
      for (const { grave: _, ...job } of found) {
        void this.#tables.jobs.put([job.id, job.name], job);
        this.#enter(job, this.clock.date(), 0);
      }
      return found.length > 0;
    });
  }

  removeDead(id: string): Promise<boolean> {
    return this.#commits.write(() => {
      const found = this.#takeDead(id);
      for (const { name } of found) void this.#tables.jobs.remove([id, name]);
      return found.length > 0;
    });
  }

  async close(): Promise<void> {
    await this.#commits.write(() => this.#sessions.close());
    await this.#commits.settled();
    await this.#tables.environment.close();
  }

  #begin(): void {
    this.#held = undefined;
    this.#lastNumber = undefined;
    this.#completed.begin();
  }

  /** Counts the jobs that wait, are delayed or run. LMDB takes longer for its counts than for storing a job. */
  #countHeld(): number {
    if (this.#held !== undefined) return this.#held;
    const { waiting, delayed, active } = this.counts();
    return waiting + delayed + active;
  }

  async #renew(): Promise<readonly string[]> {
    await this.#commits.write(() => {
      this.#sessions.renew();
      const now = this.clock.date();
      this.#sessions.bringBack((id, name, attempts) => this.#enter(this.#jobOf(id, name), now, attempts));
    });
    // Not inside: what a transaction noticed that failed has still to be told.
    return this.#sessions.takeLost();
  }

  /** Puts a job into its line. */
  #enter({ id, name, priority, order }: JobRecord, runAt: number, attempts: number): void {
    const { waiting, delayed } = this.#tables;
    if (runAt > this.clock.date()) void delayed.put([name, runAt, order], { id, attempts });
    else void waiting.put([name, priority, order], { id, attempts });
  }

  /** Lets the delayed jobs of a name wait whose time has come. */
  #promote(name: string): void {
    const { delayed } = this.#tables;
    const end = [name, this.clock.date(), Number.MAX_SAFE_INTEGER];
    for (const { key, value } of [...delayed.getRange({ start: [name], end, limit: MOST_PROMOTED })]) {
      void delayed.remove(key);
      this.#enter(this.#jobOf(value.id, name), key[1], value.attempts);
    }
  }

  #bury(job: JobRecord, reason: string, attempts: number): void {
    const { id, name } = job;
    const grave = this.#nextNumber();
    void this.#tables.dead.put(grave, { id, name, attempts, reason, diedAt: this.clock.date() });
    void this.#tables.jobs.put([id, name], { ...job, grave });
  }

  /** Takes the dead jobs of an id out of their list; every name may have one. */
  #takeDead(id: string): JobRecord[] {
    const found: JobRecord[] = [];
    for (const { key, value } of this.#tables.jobs.getRange({ start: [id] })) {
      if (key[0] !== id) break;
      if (isJob(value) && value.grave !== undefined) found.push(value);
    }
    for (const { grave } of found) if (grave !== undefined) void this.#tables.dead.remove(grave);
    return found;
  }

  #jobOf(id: string, name: string): JobRecord {
    const record = this.#tables.jobs.get([id, name]);
    if (record === undefined || !isJob(record)) throw new Error(`${this.settings.path} holds no job ${id}`);
    return record;
  }

  #nextNumber(): number {
    const { numbers } = this.#tables;
    this.#lastNumber = (this.#lastNumber ?? numbers.get("last") ?? 0) + 1;
    void numbers.put("last", this.#lastNumber);
    return this.#lastNumber;
  }
}

function isJob(record: object): record is JobRecord {
  return "data" in record;
}

function deadJob(job: JobRecord, { attempts, diedAt, reason }: DeadRecord): DeadJob {
  return {
    id: job.id,
    name: job.name,
    data: JSON.parse(job.data),
    attempts,
    enqueuedAt: new Date(job.enqueuedAt),
    diedAt: new Date(diedAt),
    reason,
  };
}
