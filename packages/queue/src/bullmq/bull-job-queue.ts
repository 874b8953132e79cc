import { randomUUID } from "node:crypto";
import { type Job as BullJob, Queue } from "bullmq";
import type { Redis } from "ioredis";
import { systemClock } from "../clock.js";
import { drain } from "../drain.js";
import { QueueClosedError } from "../errors.js";
import { EventHub } from "../event-hub.js";
import type { JobMapOf } from "../job-map.js";
import type {
  CloseOptions,
  DeadJob,
  DeadLetters,
  EnqueueOptions,
  EnqueueResult,
  JobCounts,
  JobHandler,
  JobQueue,
  ProcessOptions,
} from "../job-queue.js";
import { newJob } from "../new-job.js";
import { processSettings } from "../process-settings.js";
import { BullWorker } from "./bull-worker.js";
import { deadPages, replay } from "./dead-jobs.js";
import { bullId, bullName, type Envelope } from "./envelope.js";

/** What a {@link BullJobQueue} is made of. */
export interface BullSettings {
  readonly prefix: string;
  readonly leaseMs: number;
  readonly keepIds: { readonly ageMs: number; readonly count: number };
  /** Connects to Redis: commands fail when it is away, or wait for it. */
  connect(whenAway: "fail" | "wait"): Redis;
}

type BullQueue = Queue<Envelope, void>;
/** A worker, whatever the data of its jobs. */
type AnyWorker = Pick<BullWorker<never>, "stop" | "giveBack" | "close">;

/** How many old ids are forgotten at once: Redis does nothing else meanwhile. */
const MOST_FORGOTTEN = 1000;
/** BullMQ's own count never ends a job: attempts are the handler's matter, which BullMQ asks for when enqueuing. */
const NEVER = 2 ** 31 - 1;

/** A queue on BullMQ: one BullMQ queue per job name, under one prefix. */
export class BullJobQueue implements JobQueue {
  readonly events = new EventHub();
  readonly dead: DeadLetters;
  readonly #redis: Redis;
  readonly #queues = new Map<string, Promise<BullQueue>>();
  readonly #workers = new Map<string, AnyWorker>();
  #workerRedis: Redis | undefined;
  #closing: Promise<void> | undefined;

  constructor(private readonly settings: BullSettings) {
    this.#redis = this.#connect("fail");
    this.dead = {
      list: (options) => this.#listDead(options?.name),
      replay: (id) => this.#withDead(id, replay),
      remove: (id) => this.#withDead(id, (job) => job.remove()),
    };
  }

  withJobs<Jobs extends JobMapOf<Jobs>>(): JobQueue<Jobs> {
    return this;
  }

  async enqueue(name: string, data: unknown, options: EnqueueOptions = {}): Promise<EnqueueResult> {
    this.#assertOpen();
    const job = newJob(name, data, options, Date.now());
    const acceptance = randomUUID();
    const envelope: Envelope = {
      id: job.id,
      data: JSON.parse(job.data),
      attempts: job.attempts ?? null,
      spared: 0,
      acceptance,
    };
    const queue = await this.#queueOf(name);
    const { ageMs, count } = this.settings.keepIds;
    const jobId = bullId(job.id);
    for (;;) {
      await queue.add(name, envelope, {
        jobId,
        delay: options.delayMs ?? 0,
        priority: job.priority,
        timestamp: job.enqueuedAt,
        attempts: NEVER,
        removeOnComplete: job.keepId ? { age: ageMs / 1000, count } : true,
      });
      if (!job.keepId) return { id: job.id, duplicate: false };
      // BullMQ does not tell whether it added the job, but whose data it has does.
      const known = await queue.getJob(jobId);
      const duplicate = known !== undefined && known.data.acceptance !== acceptance;
      if (!duplicate || !(await this.#isOver(known))) return { id: job.id, duplicate };
      // BullMQ looks at the age only when another job is completed. Its `clean` takes the oldest that are completed and
      // nothing else, so it cannot hit a job that another process has put in this one's place. Each round removes some.
      await queue.clean(ageMs, MOST_FORGOTTEN, "completed");
    }
  }

  process<Data>(name: string, handler: JobHandler<Data>, options?: ProcessOptions): void {
    this.#assertOpen();
    const settings = processSettings(name, options);
    if (this.#workers.has(name)) throw new TypeError(`There is a handler for ${name} jobs already`);
    this.#workerRedis ??= this.#connect("wait");
    const { prefix, leaseMs } = this.settings;
    const { events } = this;
    const connection = this.#workerRedis;
    this.#workers.set(
      name,
      new BullWorker({ ...settings, name, handler, events, connection, prefix, leaseMs }),
    );
  }

  async counts(): Promise<JobCounts> {
    this.#assertOpen();
    const counts = { waiting: 0, delayed: 0, active: 0, dead: 0 };
    for (const queue of await this.#allQueues()) {
      const of = await queue.getJobCounts("waiting", "prioritized", "delayed", "active", "failed");
      counts.waiting += (of.waiting ?? 0) + (of.prioritized ?? 0);
      counts.delayed += of.delayed ?? 0;
      counts.active += of.active ?? 0;
      counts.dead += of.failed ?? 0;
    }
    return counts;
  }

  async close(options: CloseOptions = {}): Promise<void> {
    this.#closing ??= this.#close(options.timeoutMs ?? 30_000);
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(timeoutMs: number): Promise<void> {
    const workers = [...this.#workers.values()];
    try {
      await drain(workers, timeoutMs, systemClock);
    } catch (error) {
      // Redis is away: the jobs come back when their leases run out.
      this.events.emit("error", { error });
    }
    const queues = await Promise.allSettled(this.#queues.values());
    await Promise.allSettled([
      ...workers.map((worker) => worker.close()),
      ...queues.map((queue) => (queue.status === "fulfilled" ? queue.value.close() : undefined)),
    ]);
    this.#workerRedis?.disconnect();
    this.#redis.disconnect();
  }

  async *#listDead(name: string | undefined): AsyncGenerator<DeadJob> {
    this.#assertOpen();
    const queues = name === undefined ? await this.#allQueues() : [await this.#queueOf(name)];
    for (const queue of queues) {
      for await (const page of deadPages(this.#redis, queue)) {
        yield* page;
        this.#assertOpen();
      }
    }
  }

  /** Whether it is time to forget the id of a job. */
  async #isOver(job: BullJob<Envelope>): Promise<boolean> {
    const { finishedOn } = job;
    if (finishedOn === undefined || finishedOn > Date.now() - this.settings.keepIds.ageMs) return false;
    // A dead one has finished, too.
    return await job.isCompleted();
  }

  /** Does something with the dead jobs of an id; every name may have one. */
  async #withDead(id: string, act: (job: BullJob<Envelope>) => Promise<unknown>): Promise<boolean> {
    this.#assertOpen();
    let found = false;
    for (const queue of await this.#allQueues()) {
      const job = await queue.getJob(bullId(id));
      if (job === undefined || !(await job.isFailed())) continue;
      await act(job);
      found = true;
    }
    return found;
  }

  /** The queues of all names that any process ever used. */
  async #allQueues(): Promise<BullQueue[]> {
    const names = await this.#redis.smembers(this.#namesKey);
    return await Promise.all(names.map((name) => this.#queueOf(name)));
  }

  async #queueOf(name: string): Promise<BullQueue> {
    let queue = this.#queues.get(name);
    if (queue === undefined) {
      queue = this.#openQueue(name);
      this.#queues.set(name, queue);
      // A BullMQ queue that did not connect at first never does.
      queue.catch(() => this.#queues.delete(name));
    }
    return queue;
  }

  async #openQueue(name: string): Promise<BullQueue> {
    await this.#redis.sadd(this.#namesKey, name);
    const queue: BullQueue = new Queue<Envelope, void>(bullName(name), {
      connection: this.#redis,
      prefix: this.settings.prefix,
    });
    queue.on("error", (error) => this.events.emit("error", { error }));
    await queue.waitUntilReady();
    return queue;
  }

  get #namesKey(): string {
    return `${this.settings.prefix}:names`;
  }

  #connect(whenAway: "fail" | "wait"): Redis {
    const redis = this.settings.connect(whenAway);
    redis.on("error", (error) => this.events.emit("error", { error }));
    return redis;
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw new QueueClosedError("The queue was closed");
  }
}
