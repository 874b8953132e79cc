import type { Clock, Timer } from "./clock.js";
import { decide, reasonOf } from "./decide.js";
import { LostError } from "./errors.js";
import type { EventHub } from "./event-hub.js";
import type { Job, JobHandler } from "./job-queue.js";
import type { JobStore, Settlement, TakenJob } from "./job-store.js";
import type { JsonValue } from "./json-value.js";
import type { ProcessSettings } from "./process-settings.js";

/** The wait before a store that failed is asked again. */
const STORE_RETRY_MS = 1000;

interface WorkerOptions<Data> extends ProcessSettings {
  readonly name: string;
  readonly handler: JobHandler<Data>;
  readonly store: JobStore;
  readonly clock: Clock;
  readonly events: EventHub;
  /** Called when a job has left the queue. */
  left(): void;
}

interface Run {
  readonly controller: AbortController;
  /** Set once the job went back into the queue, so that its end here counts no more. */
  givenBack: boolean;
}

/** How a run ended: what the store is told, and what the listeners are. */
interface End {
  readonly settlement: Settlement;
  tell(): void;
}

/** Runs the jobs of one name: as many at once as it may, as long as there are any. */
export class Worker<Data> {
  readonly #running = new Map<TakenJob, Run>();
  /** How many of them have ended and wait for the store to know. */
  #settling = 0;
  #looking = false;
  #lookAgain = false;
  #stopped = false;
  #timer: Timer | undefined;
  #idle: (() => void) | undefined;

  constructor(private readonly options: WorkerOptions<Data>) {}

  /** Looks for jobs: there may be some. */
  wake(): void {
    this.#lookAgain = true;
    if (!this.#looking && !this.#stopped) void this.#look();
  }

  /** Takes no more jobs; resolves when the running ones have ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.clear();
    return new Promise((resolve) => {
      this.#idle = resolve;
      this.#resolveIfIdle();
    });
  }

  /** Aborts the handlers whose jobs were held under one of these leases: others run them now. */
  lose(leases: readonly string[]): void {
    for (const [{ lease }, { controller }] of this.#running) if (leases.includes(lease)) controller.abort();
  }

  /** Aborts the running handlers and lets their jobs run again elsewhere. */
  async giveBack(): Promise<void> {
    const runs = [...this.#running];
    for (const [, run] of runs) {
      run.givenBack = true;
      run.controller.abort();
    }
    await Promise.all(runs.map(([job]) => this.#return(job)));
  }

  async #look(): Promise<void> {
    this.#looking = true;
    try {
      while (this.#lookAgain && !this.#stopped) {
        this.#lookAgain = false;
        await this.#fill();
      }
    } catch (error) {
      this.options.events.emit("error", { error });
      this.#wakeIn(STORE_RETRY_MS);
    } finally {
      this.#looking = false;
      this.#resolveIfIdle();
    }
  }

  /** Takes as many jobs as there are free places. */
  async #fill(): Promise<void> {
    const { name, store, clock, concurrency } = this.options;
    const free = concurrency - this.#running.size + this.#settling;
    if (free <= 0) return;
    const readyAt = store.readyAt(name);
    const inMs = readyAt === undefined ? undefined : readyAt - clock.date();
    if (inMs === undefined || inMs > 0) {
      const waitMs = Math.min(inMs ?? Number.POSITIVE_INFINITY, store.pollMs ?? Number.POSITIVE_INFINITY);
      if (waitMs < Number.POSITIVE_INFINITY) this.#wakeIn(waitMs);
      return;
    }
    const jobs = await store.take(name, free);
    if (this.#stopped) {
      await Promise.all(jobs.map((job) => this.#return(job)));
      return;
    }
    for (const job of jobs) void this.#run(job);
    // There may be more, and when there are none it has to be known when the next one is due.
    this.#lookAgain = true;
  }

  #wakeIn(delayMs: number): void {
    this.#timer?.clear();
    if (this.#stopped) return;
    this.#timer = this.options.clock.setTimeout(() => this.wake(), delayMs);
  }

  async #run(taken: TakenJob): Promise<void> {
    const run: Run = { controller: new AbortController(), givenBack: false };
    this.#running.set(taken, run);
    const read = this.#read(taken);
    const end = "settlement" in read ? read : await this.#handle(read, run, this.options.clock.date());
    const settled = this.#settle(taken, run, end);
    // A store works off its calls in order, so the next job may be asked for in the same breath.
    this.#settling += 1;
    this.wake();
    await settled;
    this.#settling -= 1;
    this.#running.delete(taken);
    this.#resolveIfIdle();
    // The job itself may be due again.
    this.wake();
  }

  /** Makes the job for its handler. One whose data is no JSON ends here, or it would end every process that takes it. */
  #read(taken: TakenJob): Job<Data & JsonValue> | End {
    const { id, name, attempt } = taken;
    try {
      return {
        id,
        name,
        data: JSON.parse(taken.data),
        attempt,
        maxAttempts: taken.attempts ?? this.options.attempts,
        enqueuedAt: new Date(taken.enqueuedAt),
      };
    } catch (error) {
      return {
        settlement: { state: "dead", reason: reasonOf(error), attempts: attempt },
        tell: () => this.options.events.emit("error", { error }),
      };
    }
  }

  async #handle(job: Job<Data & JsonValue>, run: Run, startedAt: number): Promise<End> {
    const { handler, clock, events } = this.options;
    if (job.attempt > job.maxAttempts) {
      const error = new LostError("The process ended while it ran the last attempt");
      return this.#dead({ ...job, attempt: job.attempt - 1 }, error);
    }
    try {
      await handler(job, {
        signal: run.controller.signal,
        progress: (value) => {
          if (!run.givenBack) events.emit("progress", { job, value });
        },
      });
    } catch (error) {
      return this.#failed(job, error);
    }
    return {
      settlement: { state: "completed" },
      tell: () => events.emit("completed", { job, durationMs: clock.date() - startedAt }),
    };
  }

  #failed(job: Job<Data & JsonValue>, error: unknown): End {
    const { backoff, clock, events } = this.options;
    const decision = decide(error, job.attempt, job.maxAttempts, backoff);
    if (decision.state === "dead") {
      const end = this.#dead(job, error);
      return {
        settlement: end.settlement,
        tell() {
          events.emit("failed", { job, error });
          end.tell();
        },
      };
    }
    const { delayMs, attemptSpent } = decision;
    const attempts = attemptSpent ? job.attempt : job.attempt - 1;
    return {
      settlement: { state: "waiting", runAt: clock.date() + delayMs, attempts },
      tell() {
        if (attemptSpent) events.emit("failed", { job, error });
        events.emit("retrying", { job, error, delayMs, attemptSpent });
      },
    };
  }

  #dead(job: Job<Data & JsonValue>, error: unknown): End {
    return {
      settlement: { state: "dead", reason: reasonOf(error), attempts: job.attempt },
      tell: () => this.options.events.emit("dead", { job, error }),
    };
  }

  /** Tells the store how a job ended, again and again if it fails: its word is what keeps the job from running twice. */
  async #settle(job: TakenJob, run: Run, end: End): Promise<void> {
    const { store, events, left } = this.options;
    while (!run.givenBack) {
      try {
        if (!(await store.settle(job, end.settlement))) return;
        end.tell();
        if (end.settlement.state !== "waiting") left();
        return;
      } catch (error) {
        events.emit("error", { error });
        await new Promise<void>((resolve) => {
          this.options.clock.setTimeout(resolve, STORE_RETRY_MS);
        });
      }
    }
  }

  /** Puts a job back as if it had not been taken. If that fails, its lease runs out. */
  async #return(job: TakenJob): Promise<void> {
    const { store, clock, events } = this.options;
    try {
      await store.settle(job, { state: "waiting", runAt: clock.date(), attempts: job.attempt - 1 });
    } catch (error) {
      events.emit("error", { error });
    }
  }

  #resolveIfIdle(): void {
    if (this.#running.size === 0 && !this.#looking) this.#idle?.();
  }
}
