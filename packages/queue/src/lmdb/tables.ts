import { type Database, type Key, open, type RootDatabase } from "lmdb";
import type { StoredJob } from "../job-store.js";
import { prepareFile } from "./prepare-file.js";

/** A job in the queue or dead. What changes while it runs is in the other tables. */
export interface JobRecord extends StoredJob {
  /** The order of coming. */
  readonly order: number;
  /** Its key among the dead. */
  readonly grave?: number;
}

/** What is left of a completed job whose id is remembered. */
export interface CompletedRecord {
  readonly completedAt: number;
  readonly order: number;
}

/** A job in a line, and how many of its attempts are spent. */
interface Place {
  readonly id: string;
  readonly attempts: number;
}

/** A dead job, beside its {@link JobRecord}. */
export interface DeadRecord extends Place {
  readonly name: string;
  readonly diedAt: number;
  readonly reason: string;
}

/** The tables of a queue. Keys sort by their parts, so the first of a name is always the next one to be taken. */
export interface Tables {
  readonly environment: RootDatabase;
  readonly jobs: Database<JobRecord | CompletedRecord, [id: string, name: string]>;
  readonly waiting: Database<Place, [name: string, priority: number, order: number]>;
  readonly delayed: Database<Place, [name: string, runAt: number, order: number]>;
  /** The spent attempts of the jobs that run, by the session that runs them. */
  readonly active: Database<number, [session: string, id: string, name: string]>;
  /** When the sessions run out, in milliseconds since 1970. */
  readonly sessions: Database<number, string>;
  readonly dead: Database<DeadRecord, number>;
  readonly completed: Database<[id: string, name: string], [completedAt: number, order: number]>;
  readonly numbers: Database<number, "last">;
}

/** Opens the file, or makes it. @throws when it is no LMDB file or may not be written. */
export function openTables(path: string): Tables {
  prepareFile(path);
  const environment = open({
    path,
    noSubdir: true,
    maxDbs: 8,
    // With it, lmdb would let others see a commit before it is on the disk.
    overlappingSync: false,
  });
  return {
    environment,
    jobs: environment.openDB({ name: "jobs" }),
    waiting: environment.openDB({ name: "waiting" }),
    delayed: environment.openDB({ name: "delayed" }),
    active: environment.openDB({ name: "active" }),
    sessions: environment.openDB({ name: "sessions" }),
    dead: environment.openDB({ name: "dead" }),
    completed: environment.openDB({ name: "completed" }),
    numbers: environment.openDB({ name: "numbers" }),
  };
}

/** How many entries a table has; LMDB keeps the count. */
export function countOf<V, K extends Key>(table: Database<V, K>): number {
  const stats = table.getStats();
  return "entryCount" in stats && typeof stats.entryCount === "number" ? stats.entryCount : 0;
}
