import type { Clock, Timer } from "./clock.js";
import { drain } from "./drain.js";
import { QueueClosedError, QueueFullError } from "./errors.js";
import { EventHub } from "./event-hub.js";
import type { JobMapOf } from "./job-map.js";
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
} from "./job-queue.js";
import type { JobStore } from "./job-store.js";
import { newJob } from "./new-job.js";
import { processSettings } from "./process-settings.js";
import { WaitingRoom } from "./waiting-room.js";
import { Worker } from "./worker.js";

const DEAD_PAGE = 100;

/** A worker, whatever the data of its jobs. */
type AnyWorker = Pick<Worker<never>, "wake" | "stop" | "lose" | "giveBack">;

/** A queue over a store in this process: what the memory and the LMDB queue have in common. */
export class StoredQueue implements JobQueue {
  readonly events = new EventHub();
  readonly dead: DeadLetters;
  readonly #workers = new Map<string, AnyWorker>();
  readonly #room: WaitingRoom;
  #renewal: Timer | undefined;
  #drained = false;
  #closing: Promise<void> | undefined;

  constructor(
    private readonly store: JobStore,
    private readonly clock: Clock,
  ) {
    this.#room = new WaitingRoom(clock);
    this.dead = {
      list: (options) => this.#listDead(options?.name),
      replay: async (id) => {
        this.#assertOpen();
        const replayed = await store.replayDead(id);
        this.#wakeAll();
        return replayed;
      },
      remove: async (id) => {
        this.#assertOpen();
        return await store.removeDead(id);
      },
    };
  }

  withJobs<Jobs extends JobMapOf<Jobs>>(): JobQueue<Jobs> {
    return this;
  }

  async enqueue(name: string, data: unknown, options: EnqueueOptions = {}): Promise<EnqueueResult> {
    const { delayMs = 0, waitMs = 0 } = options;
    const date = this.clock.date();
    const job = newJob(name, data, options, date);
    for (;;) {
      this.#assertOpen();
      const result = await this.store.add(job, date + delayMs);
      if (result !== "full") {
        if (result === "added") this.#workers.get(name)?.wake();
        return { id: job.id, duplicate: result === "duplicate" };
      }
      const leftMs = date + waitMs - this.clock.date();
      if (leftMs <= 0) throw new QueueFullError(`The queue is full, the ${name} job was not accepted`);
      // Another process may make room without our being told.
      await this.#room.wait(Math.min(leftMs, this.store.pollMs ?? leftMs));
    }
  }

  process<Data>(name: string, handler: JobHandler<Data>, options?: ProcessOptions): void {
    this.#assertOpen();
    const settings = processSettings(name, options);
    if (this.#workers.has(name)) throw new TypeError(`There is a handler for ${name} jobs already`);
    const worker = new Worker({
      ...settings,
      name,
      handler,
      store: this.store,
      clock: this.clock,
      events: this.events,
      left: () => this.#room.next(),
    });
    if (this.#workers.size === 0) void this.#renewLease();
    this.#workers.set(name, worker);
    worker.wake();
  }

  async counts(): Promise<JobCounts> {
    this.#assertOpen();
    return this.store.counts();
  }

  async close(options: CloseOptions = {}): Promise<void> {
    this.#closing ??= this.#close(options.timeoutMs ?? 30_000);
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(timeoutMs: number): Promise<void> {
    this.#room.close();
    await drain([...this.#workers.values()], timeoutMs, this.clock);
    this.#drained = true;
    this.#renewal?.clear();
    await this.store.close();
  }

  /** Renews until no job runs any more; a lease that was lost means that others run its jobs now. */
  async #renewLease(): Promise<void> {
    const { lease } = this.store;
    if (lease === undefined) return;
    try {
      const lost = await lease.renew();
      for (const worker of this.#workers.values()) worker.lose(lost);
      this.#wakeAll();
    } catch (error) {
      this.events.emit("error", { error });
    }
    // Not before: a job that drains is still held under it.
    if (this.#drained) return;
    this.#renewal = this.clock.setTimeout(() => void this.#renewLease(), lease.renewMs);
    this.#renewal.unref();
  }

  async *#listDead(name: string | undefined): AsyncGenerator<DeadJob> {
    this.#assertOpen();
    // What dies from now on is not listed, or whoever replays what always fails would never come to the end.
    const last = this.store.lastDead();
    let position = -1;
    for (;;) {
      this.#assertOpen();
      const entries = this.store.listDead(position, DEAD_PAGE);
      for (const entry of entries) {
        position = entry.position;
        if (position > last) return;
        if (name === undefined || entry.job.name === name) yield entry.job;
      }
      if (entries.length < DEAD_PAGE) return;
    }
  }

  #wakeAll(): void {
    for (const worker of this.#workers.values()) worker.wake();
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw new QueueClosedError("The queue was closed");
  }
}
