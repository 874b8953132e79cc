import type {
  EnqueueOptions,
  EnqueueResult,
  Job,
  JobHandler,
  JobMap,
  JobMapOf,
  JobQueue,
  ProcessOptions,
} from "@platformq/queue";
import type { Clock } from "@platformq/resilience";
import { forQueue } from "./errors.js";

/** A queue that knows whether this process has anything left to do that could be done now. */
export class TrackedQueue<Jobs extends JobMapOf<Jobs> = JobMap> {
  readonly #names = new Set<string>();
  /** Jobs that run, or were enqueued here and may run at once. */
  readonly #busy = new Set<string>();
  readonly #waiting = new Set<() => void>();
  readonly #unsubscribe: readonly (() => void)[];

  /** @param failed hears of our jobs that failed: when they are tried again, or that they are given up. */
  constructor(
    private readonly queue: JobQueue<Jobs>,
    private readonly clock: Clock,
    failed: (job: Job, error: unknown, retryAfterMs: number | undefined) => void,
  ) {
    const ended = (job: Job, error?: unknown, retryAfterMs?: number): void => {
      if (!this.#names.has(job.name)) return;
      if (error !== undefined) failed(job, error, retryAfterMs);
      this.rest(job.name, job.id);
    };
    this.#unsubscribe = [
      queue.events.on("completed", ({ job }) => ended(job)),
      queue.events.on("dead", ({ job, error }) => ended(job, error)),
      queue.events.on("retrying", ({ job, error, delayMs }) => ended(job, error, delayMs)),
    ];
  }

  async enqueue<Name extends keyof Jobs & string>(
    name: Name,
    data: Jobs[Name],
    options: EnqueueOptions & { readonly id: string },
  ): Promise<EnqueueResult> {
    const key = keyOf(name, options.id);
    const isNew = !this.#busy.has(key) && !options.delayMs;
    // Before it is enqueued: it may be done before we hear that it was.
    if (isNew) this.#busy.add(key);
    try {
      const result = await this.queue.enqueue(name, data, options);
      if (result.duplicate && isNew) this.rest(name, options.id);
      return result;
    } catch (error) {
      if (isNew) this.rest(name, options.id);
      throw error;
    }
  }

  process<Name extends keyof Jobs & string>(
    name: Name,
    handler: JobHandler<Jobs[Name]>,
    options: ProcessOptions,
  ): void {
    this.#names.add(name);
    this.queue.process(
      name,
      async (job, context) => {
        this.resume(name, job.id);
        try {
          await handler(job, context);
        } catch (error) {
          throw forQueue(error);
        } finally {
          // The queue has taken it away, and does not tell how it ended.
          if (context.signal.aborted) this.rest(name, job.id);
        }
      },
      options,
    );
  }

  /** Says that a job that was enqueued or rested is at work. */
  resume(name: string, id: string): void {
    this.#busy.add(keyOf(name, id));
  }

  /** Says that a job has nothing to do for now. */
  rest(name: string, id: string): void {
    this.#busy.delete(keyOf(name, id));
    if (this.#busy.size > 0) return;
    for (const resolve of [...this.#waiting]) resolve();
  }

  /** Waits until there is nothing to do. Resolves to `false` when it took too long. */
  async idle(timeoutMs: number): Promise<boolean> {
    if (this.#busy.size === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (isIdle: boolean): void => {
        timer.clear();
        this.#waiting.delete(onIdle);
        resolve(isIdle);
      };
      const onIdle = (): void => end(true);
      const timer = this.clock.setTimeout(() => end(this.#busy.size === 0), timeoutMs);
      this.#waiting.add(onIdle);
    });
  }

  /** Stops listening to the queue, which stays open. */
  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }
}

function keyOf(name: string, id: string): string {
  return `${name} ${id}`;
}
