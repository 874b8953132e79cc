import type { JobQueue, ProcessOptions } from "@platformq/queue";
import type { StoredEvent } from "../events/event.js";
import { type Platform, platforms } from "../platform.js";
import { jobNameOf } from "./intake.js";
import type { JobRunner } from "./job-runner.js";

/** Has the queue run the events of every platform. */
export class Workers {
  readonly #begun = new Set<Platform>();

  constructor(
    private readonly queue: JobQueue,
    private readonly runner: JobRunner,
    private readonly handling: ProcessOptions,
  ) {}

  /** Begins, or goes on where it failed. @throws what the queue does: it is closed, or a name has a handler already. */
  start(): void {
    if (this.#begun.size === platforms.length) return;
    for (const platform of platforms) {
      if (this.#begun.has(platform)) continue;
      this.queue.process<StoredEvent>(
        jobNameOf(platform),
        (job, context) => this.runner.run(job, context),
        this.handling,
      );
      // Not before: events of a platform that nobody handles must not be accepted.
      this.#begun.add(platform);
    }
  }
}
