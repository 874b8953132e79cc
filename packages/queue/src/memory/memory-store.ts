import type { Clock } from "../clock.js";
import type { DeadJob, JobCounts } from "../job-queue.js";
import type { DeadEntry, JobStore, Settlement, StoredJob, TakenJob } from "../job-store.js";
import { Heap } from "./heap.js";

/** The limits of a {@link MemoryStore}. */
export interface MemoryLimits {
  readonly maxJobs: number;
  readonly maxDead: number;
  readonly maxBytes: number;
  readonly keepIds: { readonly ageMs: number; readonly count: number };
}

interface Entry {
  readonly job: StoredJob;
  /** The order of coming. */
  readonly order: number;
  runAt: number;
  attempts: number;
}

interface DeadLetter {
  readonly entry: Entry;
  readonly diedAt: number;
  readonly reason: string;
}

/** The jobs of one name that do not run. */
interface Line {
  readonly waiting: Heap<Entry>;
  readonly delayed: Heap<Entry>;
}

/** Keeps jobs in this process's memory. What is in it when the process ends is lost. */
export class MemoryStore implements JobStore {
  readonly #lines = new Map<string, Line>();
  readonly #active = new Map<string, Entry>();
  readonly #dead = new Map<number, DeadLetter>();
  /** Names and ids that are in the queue or dead. */
  readonly #known = new Set<string>();
  /** When the others were completed, oldest first. */
  readonly #completed = new Map<string, number>();
  #numbers = 0;
  /** Of the data of jobs that wait, are delayed or run, and of dead ones. */
  #bytes = 0;
  #deadBytes = 0;

  constructor(
    private readonly limits: MemoryLimits,
    private readonly clock: Clock,
  ) {}

  async add(job: StoredJob, runAt: number): Promise<"added" | "duplicate" | "full"> {
    const key = keyOf(job);
    this.#forgetCompleted();
    if (this.#known.has(key) || this.#completed.has(key)) return "duplicate";
    // Dead jobs have a limit of their own: they must not fill the queue up.
    if (this.#known.size - this.#dead.size >= this.limits.maxJobs || !this.#holds(job)) return "full";
    this.#known.add(key);
    this.#bytes += bytesOf(job);
    this.#enter({ job, order: this.#numbers++, runAt, attempts: 0 });
    return "added";
  }

  readyAt(name: string): number | undefined {
    const line = this.#lines.get(name);
    if (line === undefined) return undefined;
    return line.waiting.size > 0 ? 0 : line.delayed.peek()?.runAt;
  }

  async take(name: string, limit: number): Promise<TakenJob[]> {
    const line = this.#lineOf(name);
    const now = this.clock.date();
    for (let due = line.delayed.peek(); due !== undefined && due.runAt <= now; due = line.delayed.peek()) {
      line.delayed.pop();
      line.waiting.push(due);
    }
    const taken: TakenJob[] = [];
    for (let entry = nextOf(line, limit, taken); entry !== undefined; entry = nextOf(line, limit, taken)) {
      entry.attempts += 1;
      this.#active.set(keyOf(entry.job), entry);
      taken.push({ ...entry.job, attempt: entry.attempts, lease: "" });
    }
    return taken;
  }

  async settle(job: TakenJob, settlement: Settlement): Promise<boolean> {
    const key = keyOf(job);
    const entry = this.#active.get(key);
    if (entry === undefined) return false;
    this.#active.delete(key);
    if (settlement.state === "completed") {
      this.#known.delete(key);
      this.#bytes -= bytesOf(entry.job);
      if (job.keepId) this.#completed.set(key, this.clock.date());
      this.#forgetCompleted();
      return true;
    }
    entry.attempts = settlement.attempts;
    if (settlement.state === "waiting") {
      entry.runAt = settlement.runAt;
      this.#enter(entry);
    } else {
      this.#bury(entry, settlement.reason);
    }
    return true;
  }

  counts(): JobCounts {
    let waiting = 0;
    let delayed = 0;
    for (const line of this.#lines.values()) {
      waiting += line.waiting.size;
      delayed += line.delayed.size;
    }
    return { waiting, delayed, active: this.#active.size, dead: this.#dead.size };
  }

  lastDead(): number {
    return this.#numbers - 1;
  }

  listDead(after: number, limit: number): DeadEntry[] {
    const entries: DeadEntry[] = [];
    for (const [position, letter] of this.#dead) {
      if (entries.length === limit) break;
      if (position > after) entries.push({ position, job: deadJob(letter) });
    }
    return entries;
  }

  async replayDead(id: string): Promise<boolean> {
    const found = this.#takeDead(id);
    for (const entry of found) {
      this.#bytes += bytesOf(entry.job);
      entry.attempts = 0;
      entry.runAt = this.clock.date();
      this.#enter(entry);
    }
    return found.length > 0;
  }

  async removeDead(id: string): Promise<boolean> {
    const found = this.#takeDead(id);
    for (const { job } of found) this.#known.delete(keyOf(job));
    return found.length > 0;
  }

  async close(): Promise<void> {}

  #enter(entry: Entry): void {
    const line = this.#lineOf(entry.job.name);
    (entry.runAt > this.clock.date() ? line.delayed : line.waiting).push(entry);
  }

  #bury(entry: Entry, reason: string): void {
    this.#dead.set(this.#numbers++, { entry, reason, diedAt: this.clock.date() });
    this.#bytes -= bytesOf(entry.job);
    this.#deadBytes += bytesOf(entry.job);
    const { maxDead, maxBytes } = this.limits;
    for (const [position, { entry: oldest }] of this.#dead) {
      const isTooMuch = this.#dead.size > maxDead || (this.#deadBytes > maxBytes && this.#dead.size > 1);
      if (!isTooMuch) return;
      this.#forgetDead(position, oldest);
      this.#known.delete(keyOf(oldest.job));
    }
  }

  #forgetDead(position: number, { job }: Entry): void {
    this.#dead.delete(position);
    this.#deadBytes -= bytesOf(job);
  }

  /** Whether there is room for a job's data. Alone it has room, however large it is. */
  #holds(job: StoredJob): boolean {
    return this.#bytes === 0 || this.#bytes + bytesOf(job) <= this.limits.maxBytes;
  }

  /** Takes the dead jobs of an id out of their list; every name may have one. */
  #takeDead(id: string): Entry[] {
    const found: Entry[] = [];
    for (const [position, { entry }] of this.#dead) {
      if (entry.job.id !== id) continue;
      this.#forgetDead(position, entry);
      found.push(entry);
    }
    return found;
  }

  #forgetCompleted(): void {
    const { ageMs, count } = this.limits.keepIds;
    for (const [key, completedAt] of this.#completed) {
      if (this.#completed.size <= count && completedAt > this.clock.date() - ageMs) break;
      this.#completed.delete(key);
    }
  }

  #lineOf(name: string): Line {
    let line = this.#lines.get(name);
    if (line === undefined) {
      line = {
        waiting: new Heap((one, other) => compare(one.job.priority - other.job.priority, one, other)),
        delayed: new Heap((one, other) => compare(one.runAt - other.runAt, one, other)),
      };
      this.#lines.set(name, line);
    }
    return line;
  }
}

function deadJob({ entry, diedAt, reason }: DeadLetter): DeadJob {
  const { id, name, data, enqueuedAt } = entry.job;
  return {
    id,
    name,
    data: JSON.parse(data),
    attempts: entry.attempts,
    enqueuedAt: new Date(enqueuedAt),
    diedAt: new Date(diedAt),
    reason,
  };
}

function nextOf(line: Line, limit: number, taken: readonly TakenJob[]): Entry | undefined {
  return taken.length < limit ? line.waiting.pop() : undefined;
}

function compare(difference: number, one: Entry, other: Entry): boolean {
  return difference === 0 ? one.order < other.order : difference < 0;
}

/** About: a character outside of Latin-1 takes two, and to count them would flatten the text. */
function bytesOf({ data }: StoredJob): number {
  return data.length;
}

/** Neither names nor ids hold a NUL. */
function keyOf({ name, id }: StoredJob): string {
  return `${name}\0${id}`;
}
