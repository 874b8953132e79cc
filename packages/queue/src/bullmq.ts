/**
 * Keeps the jobs in Redis.
 *
 * @module @platformq/queue/bullmq
 */
import { Redis, type RedisOptions } from "ioredis";
import { BullJobQueue } from "./bullmq/bull-job-queue.js";
import type { JobMap, JobMapOf } from "./job-map.js";
import type { JobQueue } from "./job-queue.js";
import { type KeepIds, keepIdsSettings } from "./keep-ids.js";
import { checkRange } from "./new-job.js";

/** Where and how a {@link bullQueue} keeps its jobs. */
export interface BullQueueOptions {
  /** A `redis://` URL, or ioredis' options. */
  connection: string | RedisOptions;
  /** What all keys in Redis begin with: queues of the same prefix are one. @default "platformq" */
  prefix?: string | undefined;
  /** How long a job stays with a process that gives no sign of life, in milliseconds. @default 30_000 */
  leaseMs?: number | undefined;
  /** How long an id keeps its job from being accepted again after it was completed. */
  keepIds?: KeepIds | undefined;
}

/** How long a command may take before `enqueue` fails, in milliseconds. */
const COMMAND_TIMEOUT_MS = 5000;

/**
 * Makes a queue on BullMQ, for more than one machine. What a crash of Redis leaves of accepted jobs is what its
 * persistence is configured to keep (`appendonly`, `appendfsync`).
 *
 * `enqueue` fails within seconds when Redis is away; handlers wait for its return.
 *
 * @typeParam Jobs The data of each job by its name.
 * @throws RangeError when `leaseMs` is no whole number of milliseconds.
 * @see https://docs.bullmq.io/guide/going-to-production
 */
export function bullQueue<Jobs extends JobMapOf<Jobs> = JobMap>(options: BullQueueOptions): JobQueue<Jobs> {
  const { connection, prefix = "platformq", leaseMs = 30_000 } = options;
  checkRange("leaseMs", leaseMs, 100, 86_400_000);
  return new BullJobQueue({
    prefix,
    leaseMs,
    keepIds: keepIdsSettings(options.keepIds),
    connect(whenAway) {
      const settings: RedisOptions =
        whenAway === "wait"
          ? { maxRetriesPerRequest: null }
          : { maxRetriesPerRequest: 1, commandTimeout: COMMAND_TIMEOUT_MS };
      return typeof connection === "string"
        ? new Redis(connection, settings)
        : new Redis({ ...connection, ...settings });
    },
  });
}
