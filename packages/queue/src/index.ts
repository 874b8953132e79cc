/**
 * Jobs that are accepted now and run later, at least once.
 *
 * @module @platformq/queue
 */
export type { Clock, Timer } from "./clock.js";
export { LostError, QueueClosedError, QueueFullError, UnrecoverableError } from "./errors.js";
export type { JobMap, JobMapOf } from "./job-map.js";
export type {
  AnyJobQueue,
  Backoff,
  CloseOptions,
  DeadJob,
  DeadLetters,
  EnqueueOptions,
  EnqueueResult,
  Job,
  JobContext,
  JobCounts,
  JobEventMap,
  JobEvents,
  JobHandler,
  JobQueue,
  ProcessOptions,
} from "./job-queue.js";
export { JsonText } from "./json-text.js";
export type { Jsonable, JsonValue } from "./json-value.js";
export type { KeepIds } from "./keep-ids.js";
export { type MemoryQueueOptions, memoryQueue } from "./memory-queue.js";
