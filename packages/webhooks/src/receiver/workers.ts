import type { JobQueue, ProcessOptions } from "@platformq/queue";
import { type Platform, platforms } from "../platform.js";
import type { JobRunner } from "./job-runner.js";
import { jobNameOf, type WebhookJobs } from "./jobs.js";

/** Has the queue run the events of every platform. */
export class Workers {
  readonly #begun = new Set<Platform>();

  constructor(
    private readonly queue: JobQueue<WebhookJobs>,
    private readonly runner: JobRunner,
    private readonly handling: ProcessOptions,
  ) {}

  /** Begins, or goes on where it failed. @throws what the queue does: it is closed, or a name has a handler already. */
  start(): void {
    if (this.#begun.size === platforms.length) return;
    for (const platform of platforms) {
      if (this.#begun.has(platform)) continue;
      this.queue.process(jobNameOf(platform), (job, context) => this.runner.run(job, context), this.handling);
      // Not before: events of a platform that nobody handles must not be accepted.
      this.#begun.add(platform);
    }
  }
}
