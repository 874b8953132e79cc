import type { JobMap, JobMapOf } from "./job-map.js";
import type { JsonText } from "./json-text.js";
import type { JsonValue } from "./json-value.js";

/**
 * A queue, whatever jobs it is for: what those take who bring jobs of their own, such as webhooks.
 *
 * A job runs again when its handler failed, or when the process that ran it died before the queue knew the end. So a
 * handler has to bear being called twice with the same {@link Job.id}.
 */
export interface AnyJobQueue extends AsyncDisposable {
  /**
   * Shows this queue to who keeps other jobs in it.
   *
   * The types are the caller's word for the names in them: what is in the queue from another process, or from who uses
   * the same names, is not checked.
   */
  withJobs<Jobs extends JobMapOf<Jobs>>(): JobQueue<Jobs>;

  /** Tells what happens to the jobs that this process runs. */
  readonly events: JobEvents;

  /** Counts the jobs by their state, those of all names and processes. */
  counts(): Promise<JobCounts>;

  /** Jobs that were given up. They stay until they are replayed or removed. */
  readonly dead: DeadLetters;

  /**
   * Takes no more jobs and waits for the running handlers. Afterwards their signals are aborted, and what still runs
   * goes back into the queue without having spent an attempt.
   */
  close(options?: CloseOptions): Promise<void>;
}

/**
 * Jobs that are accepted now and run later, at least once.
 *
 * @typeParam Jobs The data of each job by its name. Without, there is any name, with any JSON.
 */
export interface JobQueue<Jobs extends JobMapOf<Jobs> = JobMap> extends AnyJobQueue {
  // Functions instead of methods: TypeScript would let a queue of these jobs pass for one of any.

  /**
   * Accepts a job. It resolves once the job will not be lost as far as this queue promises: a durable one has
   * committed it.
   *
   * @param name what {@link process} is called with for the handler.
   * @param data is copied, so later changes do not reach the job. A {@link JsonText} is one that is written already.
   * @throws QueueFullError when there is no room, not even after `waitMs`.
   * @throws QueueClosedError after {@link close}.
   */
  readonly enqueue: <Name extends keyof Jobs & string>(
    name: Name,
    data: Jobs[Name] | JsonText,
    options?: EnqueueOptions,
  ) => Promise<EnqueueResult>;

  /** Runs the jobs of a name in this process. There is one handler per name and process. */
  readonly process: <Name extends keyof Jobs & string>(
    name: Name,
    handler: JobHandler<Jobs[Name]>,
    options?: ProcessOptions,
  ) => void;
}

/** How a job is accepted. */
export interface EnqueueOptions {
  /**
   * Makes the job the only one of its name with this id: enqueued again, it is a duplicate while the first is in the
   * queue or dead, and for the queue's `keepIds` after it was completed. At most 256 characters. @default a new UUID
   */
  id?: string | undefined;
  /** The earliest start, in milliseconds from now. @default 0 */
  delayMs?: number | undefined;
  /** A whole number up to 2,097,151. Smaller ones run first, equal ones in the order of their coming. @default 0 */
  priority?: number | undefined;
  /** How often the job is tried before it is dead. @default the handler's {@link ProcessOptions.attempts} */
  attempts?: number | undefined;
  /** How long a full queue may keep the call waiting, in milliseconds. @default 0, refused at once */
  waitMs?: number | undefined;
}

/** What became of an enqueued job. */
export interface EnqueueResult {
  readonly id: string;
  /** Whether a job of this name and id was known already, so that this one was dropped. */
  readonly duplicate: boolean;
}

/** A job as its handler sees it. */
export interface Job<Data = JsonValue> {
  readonly id: string;
  readonly name: string;
  readonly data: Data;
  /** The attempt this is, from 1. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly enqueuedAt: Date;
}

/** Does a job. It is done when the promise resolves; what it throws counts as a failed attempt. */
export type JobHandler<Data = JsonValue> = (job: Job<Data>, context: JobContext) => Promise<void> | void;

/** What a handler is given beside its job. */
export interface JobContext {
  /** Aborts when the queue stops waiting in `close()`, or when another process has taken the job over. */
  readonly signal: AbortSignal;
  /** Tells how far the job is; every call is a `progress` event. */
  progress(value: JsonValue): void;
}

/** How the jobs of a name run. */
export interface ProcessOptions {
  /** Jobs of this name that run at once in this process. @default 1 */
  concurrency?: number | undefined;
  /** How often a job is tried that was enqueued without a number of its own. @default 5 */
  attempts?: number | undefined;
  /** The wait before the next attempt. @default 1 s, doubled with every attempt up to 5 minutes */
  backoff?: Backoff | undefined;
}

/**
 * The wait before the next attempt: `delayMs · 2ⁿ` up to `maxDelayMs`, of which a random half is taken off so that
 * jobs that failed together do not come back together. Or a function of the attempt that failed (from 1) and its
 * error, that returns milliseconds.
 */
export type Backoff =
  | { delayMs?: number | undefined; maxDelayMs?: number | undefined }
  | ((attempt: number, error: unknown) => number);

/** How many jobs there are in each state. */
export interface JobCounts {
  /** Can run now. */
  readonly waiting: number;
  /** Run later: enqueued with a delay, or failed and to be tried again. */
  readonly delayed: number;
  /** Running, or of a process that died while its lease has not run out. */
  readonly active: number;
  readonly dead: number;
}

/** The jobs that were given up. */
export interface DeadLetters {
  /** Lists the jobs that are dead now, those of one name or all. They may be replayed and removed meanwhile. */
  list(options?: { name?: string | undefined }): AsyncIterable<DeadJob>;
  /** Lets the dead job of this id run again with all its attempts. Resolves to `false` when there is none. */
  replay(id: string): Promise<boolean>;
  /** Forgets the dead job of this id. Resolves to `false` when there is none. */
  remove(id: string): Promise<boolean>;
}

/** A job whose attempts are spent. */
export interface DeadJob {
  readonly id: string;
  readonly name: string;
  readonly data: JsonValue;
  /** How often it was tried. */
  readonly attempts: number;
  readonly enqueuedAt: Date;
  readonly diedAt: Date;
  /** The message of the last error. */
  readonly reason: string;
}

/** How long {@link AnyJobQueue.close} is patient. */
export interface CloseOptions {
  /** How long running handlers are waited for, in milliseconds. @default 30_000 */
  timeoutMs?: number | undefined;
}

/** The events of a queue and what they carry. */
export interface JobEventMap {
  completed: { readonly job: Job; readonly durationMs: number };
  /** An attempt failed. `retrying` or `dead` follows. */
  failed: { readonly job: Job; readonly error: unknown };
  /** The job runs again after `delayMs`. `attemptSpent` is `false` when a rate limit or an open circuit asked to wait. */
  retrying: {
    readonly job: Job;
    readonly error: unknown;
    readonly delayMs: number;
    readonly attemptSpent: boolean;
  };
  dead: { readonly job: Job; readonly error: unknown };
  progress: { readonly job: Job; readonly value: JsonValue };
  /** The queue's own store failed. The queue goes on trying. */
  error: { readonly error: unknown };
}

/** Listens to a queue. */
export interface JobEvents {
  /** Calls the listener for every event of a type, until the returned function is called. */
  on<Type extends keyof JobEventMap>(type: Type, listener: (event: JobEventMap[Type]) => void): () => void;
}
