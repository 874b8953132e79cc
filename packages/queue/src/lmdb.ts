/**
 * Keeps the jobs in a file.
 *
 * @module @platformq/queue/lmdb
 */
import { type Clock, systemClock } from "./clock.js";
import type { JobMap, JobMapOf } from "./job-map.js";
import type { JobQueue } from "./job-queue.js";
import { type KeepIds, keepIdsSettings } from "./keep-ids.js";
import { LmdbStore } from "./lmdb/lmdb-store.js";
import { checkRange } from "./new-job.js";
import { StoredQueue } from "./stored-queue.js";

/** Where and how an {@link lmdbQueue} keeps its jobs. */
export interface LmdbQueueOptions {
  /** The file, on a local disk. It is made when it is missing, with a lock file beside it. */
  path: string;
  /** Jobs that wait, are delayed or run. @default 1_000_000 */
  maxJobs?: number | undefined;
  /**
   * How long a job stays with a process that gives no sign of life, in milliseconds. Processes that share a file have
   * to agree on it. @default 30_000
   */
  leaseMs?: number | undefined;
  /** How often to look for jobs that another process enqueued, in milliseconds. @default 500 */
  pollMs?: number | undefined;
  /** How long an id keeps its job from being accepted again after it was completed. */
  keepIds?: KeepIds | undefined;
  /** @default the machine's clock */
  clock?: Clock | undefined;
}

/**
 * Opens a queue in a file. `enqueue` resolves once the job is committed and synced to the disk; jobs that are enqueued
 * at the same time share one commit. Jobs of a process that was killed run again when its lease is over.
 *
 * @typeParam Jobs The data of each job by its name.
 * @throws when the file cannot be opened.
 */
export function lmdbQueue<Jobs extends JobMapOf<Jobs> = JobMap>(options: LmdbQueueOptions): JobQueue<Jobs> {
  const { path, maxJobs = 1_000_000, leaseMs = 30_000, pollMs = 500, clock = systemClock } = options;
  checkRange("maxJobs", maxJobs, 1, Number.MAX_SAFE_INTEGER);
  checkRange("leaseMs", leaseMs, 100, 86_400_000);
  checkRange("pollMs", pollMs, 10, 86_400_000);
  const keepIds = keepIdsSettings(options.keepIds);
  return new StoredQueue(new LmdbStore({ path, maxJobs, leaseMs, pollMs, keepIds }, clock), clock);
}
