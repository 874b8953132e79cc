import { type Job as BullJob, DelayedError, UnrecoverableError, WaitingError, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { decide, reasonOf } from "../decide.js";
import { LostError } from "../errors.js";
import type { EventHub } from "../event-hub.js";
import type { Job, JobHandler } from "../job-queue.js";
import type { JsonValue } from "../json-value.js";
import type { ProcessSettings } from "../process-settings.js";
import { bullName, type Envelope } from "./envelope.js";

interface BullWorkerOptions<Data> extends ProcessSettings {
  readonly name: string;
  readonly handler: JobHandler<Data>;
  readonly events: EventHub;
  readonly connection: Redis;
  readonly prefix: string;
  readonly leaseMs: number;
}

interface Run {
  readonly bullJob: BullJob<Envelope>;
  readonly token: string;
  readonly controller: AbortController;
  givenBack: boolean;
}

/** Runs the jobs of one name from its BullMQ queue. Attempts are counted by BullMQ's starts, so a crash spends one. */
export class BullWorker<Data> {
  readonly #worker: Worker<Envelope, void>;
  readonly #running = new Map<string, Run>();
  /** What to tell the listeners once Redis knows the end of a job. */
  readonly #ends = new WeakMap<object, () => void>();
  #stopped = false;

  constructor(private readonly options: BullWorkerOptions<Data>) {
    const { name, events, connection, prefix, concurrency, leaseMs } = options;
    this.#worker = new Worker<Envelope, void>(bullName(name), (job, token = "") => this.#run(job, token), {
      connection,
      prefix,
      concurrency,
      lockDuration: leaseMs,
      stalledInterval: leaseMs,
      // A lost job spends an attempt, and its attempts are what ends it.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
    });
    this.#worker.on("completed", (job) => this.#ends.get(job)?.());
    this.#worker.on("failed", (job) => job && this.#ends.get(job)?.());
    this.#worker.on("lockRenewalFailed", (ids) => {
      for (const id of ids) this.#running.get(id)?.controller.abort();
    });
    this.#worker.on("error", (error) => {
      // What a handler does that was given up on concerns nobody.
      if (!this.#stopped) events.emit("error", { error });
    });
  }

  /** Takes no more jobs; resolves when the running ones have ended. */
  async stop(): Promise<void> {
    return this.#worker.pause();
  }

  /** Aborts the running handlers and lets their jobs run again elsewhere. */
  async giveBack(): Promise<void> {
    const runs = [...this.#running.values()];
    for (const run of runs) {
      run.givenBack = true;
      run.controller.abort();
    }
    await Promise.all(
      runs.map(async ({ bullJob, token }) => {
        await spare(bullJob);
        await bullJob.moveToWait(token);
      }),
    );
  }

  async close(): Promise<void> {
    this.#stopped = true;
    await this.#worker.close(true);
  }

  async #run(bullJob: BullJob<Envelope>, token: string): Promise<void> {
    const run: Run = { bullJob, token, controller: new AbortController(), givenBack: false };
    const key = bullJob.id ?? bullJob.data.id;
    this.#running.set(key, run);
    try {
      await this.#handle(run);
    } finally {
      this.#running.delete(key);
    }
    // It is in the queue again: tells BullMQ that there is nothing to complete.
    if (run.givenBack) throw new WaitingError();
  }

  async #handle(run: Run): Promise<void> {
    const { handler, attempts, events } = this.options;
    const { bullJob } = run;
    const { id, spared, attempts: ownAttempts } = bullJob.data;
    const data: Data & JsonValue = JSON.parse(JSON.stringify(bullJob.data.data));
    const job: Job<Data & JsonValue> = {
      id,
      name: bullJob.name,
      data,
      attempt: bullJob.attemptsStarted - spared,
      maxAttempts: ownAttempts ?? attempts,
      enqueuedAt: new Date(bullJob.timestamp),
    };
    if (job.attempt > job.maxAttempts) {
      await spare(bullJob);
      const error = new LostError("The process ended while it ran the last attempt");
      this.#ends.set(bullJob, () => {
        events.emit("dead", { job: { ...job, attempt: job.attempt - 1 }, error });
      });
      throw new UnrecoverableError(error.message);
    }
    const startedAt = Date.now();
    try {
      await handler(job, {
        signal: run.controller.signal,
        progress: (value) => {
          if (!run.givenBack) events.emit("progress", { job, value });
        },
      });
    } catch (error) {
      if (!run.givenBack) await this.#fail(run, job, error);
      return;
    }
    this.#ends.set(bullJob, () => {
      events.emit("completed", { job, durationMs: Date.now() - startedAt });
    });
  }

  /** Delays the job or lets BullMQ count it as failed; either way this throws. */
  async #fail({ bullJob, token }: Run, job: Job<Data & JsonValue>, error: unknown): Promise<never> {
    const { events, backoff } = this.options;
    const decision = decide(error, job.attempt, job.maxAttempts, backoff);
    if (decision.state === "dead") {
      this.#ends.set(bullJob, () => {
        events.emit("failed", { job, error });
        events.emit("dead", { job, error });
      });
      throw new UnrecoverableError(reasonOf(error));
    }
    const { delayMs, attemptSpent } = decision;
    if (!attemptSpent) await spare(bullJob);
    await bullJob.moveToDelayed(Date.now() + delayMs, token);
    if (attemptSpent) events.emit("failed", { job, error });
    events.emit("retrying", { job, error, delayMs, attemptSpent });
    throw new DelayedError();
  }
}

/** Takes the last start of a job off its attempts. */
async function spare(bullJob: BullJob<Envelope>): Promise<void> {
  await bullJob.updateData({ ...bullJob.data, spared: bullJob.data.spared + 1 });
}
