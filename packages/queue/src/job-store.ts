import type { DeadJob, JobCounts } from "./job-queue.js";

/** A job as a {@link JobStore} keeps it. */
export interface StoredJob {
  readonly id: string;
  readonly name: string;
  /** JSON text. */
  readonly data: string;
  readonly priority: number;
  /** Milliseconds since 1970. */
  readonly enqueuedAt: number;
  /** The attempts it was enqueued with; otherwise its handler decides. */
  readonly attempts: number | undefined;
  /** Whether the caller chose the id, so that it is remembered after completion. */
  readonly keepId: boolean;
}

/** A job that was handed out to be run. */
export interface TakenJob extends StoredJob {
  /** The attempt this is, from 1. It is spent by the taking, so that a job that kills its process ends some day. */
  readonly attempt: number;
  /** Proves that the job is still this taker's. */
  readonly lease: string;
}

/** What becomes of a job after it ran. */
export type Settlement =
  | { readonly state: "completed" }
  /** Runs again at `runAt`, when `attempts` of its attempts are spent. */
  | { readonly state: "waiting"; readonly runAt: number; readonly attempts: number }
  | { readonly state: "dead"; readonly reason: string; readonly attempts: number };

/** A dead job and its place in the list. */
export interface DeadEntry {
  readonly position: number;
  readonly job: DeadJob;
}

/** Where a {@link StoredQueue} keeps its jobs. It works its calls off in their order. */
export interface JobStore {
  /** How often to look for jobs that another process brought in; `undefined` when there is no other. */
  readonly pollMs?: number;
  /** How the jobs of this process are kept from being taken for those of a dead one. */
  readonly lease?: {
    readonly renewMs: number;
    /** Renews the lease and brings back the jobs of processes whose lease ran out. Resolves to those of our own that did. */
    renew(): Promise<readonly string[]>;
  };
  /** Adds a job that is due at `runAt`. */
  add(job: StoredJob, runAt: number): Promise<"added" | "duplicate" | "full">;
  /** When there is a job of this name to be taken; it may have passed. */
  readyAt(name: string): number | undefined;
  /** Hands out up to `limit` jobs of a name that are due. */
  take(name: string, limit: number): Promise<TakenJob[]>;
  /** Ends a job's run. `false` says that the job is no longer this taker's. */
  settle(job: TakenJob, settlement: Settlement): Promise<boolean>;
  counts(): JobCounts;
  /** The position that no dead job is behind yet. */
  lastDead(): number;
  /** Lists up to `limit` dead jobs behind a position. */
  listDead(after: number, limit: number): DeadEntry[];
  replayDead(id: string): Promise<boolean>;
  removeDead(id: string): Promise<boolean>;
  close(): Promise<void>;
}
