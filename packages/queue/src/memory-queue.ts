import { type Clock, systemClock } from "./clock.js";
import type { JobMap, JobMapOf } from "./job-map.js";
import type { JobQueue } from "./job-queue.js";
import { type KeepIds, keepIdsSettings } from "./keep-ids.js";
import { MemoryStore } from "./memory/memory-store.js";
import { checkRange } from "./new-job.js";
import { StoredQueue } from "./stored-queue.js";

/** What a {@link memoryQueue} may hold. */
export interface MemoryQueueOptions {
  /** Jobs that wait, are delayed or run. @default 10_000 */
  maxJobs?: number | undefined;
  /** Dead jobs; beyond, the oldest is forgotten. @default 1_000 */
  maxDead?: number | undefined;
  /**
   * Bytes of the data of those jobs as JSON, about, and as many again of dead ones. A job that is larger has room while
   * it is alone. @default 134_217_728, 128 MiB
   */
  maxBytes?: number | undefined;
  /** How long an id keeps its job from being accepted again after it was completed. */
  keepIds?: KeepIds | undefined;
  /** @default the machine's clock */
  clock?: Clock | undefined;
}

/**
 * Makes a queue in this process's memory. Jobs survive a failing handler, but not the end of the process.
 *
 * @typeParam Jobs The data of each job by its name.
 * @throws RangeError when a limit is no whole number.
 */
export function memoryQueue<Jobs extends JobMapOf<Jobs> = JobMap>(
  options: MemoryQueueOptions = {},
): JobQueue<Jobs> {
  const { maxJobs = 10_000, maxDead = 1_000, maxBytes = 128 * 1024 * 1024, clock = systemClock } = options;
  checkRange("maxJobs", maxJobs, 1, Number.MAX_SAFE_INTEGER);
  checkRange("maxDead", maxDead, 0, Number.MAX_SAFE_INTEGER);
  checkRange("maxBytes", maxBytes, 1, Number.MAX_SAFE_INTEGER);
  const limits = { maxJobs, maxDead, maxBytes, keepIds: keepIdsSettings(options.keepIds) };
  return new StoredQueue(new MemoryStore(limits, clock), clock);
}
