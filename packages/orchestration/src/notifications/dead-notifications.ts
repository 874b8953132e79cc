import type { AnyJobQueue, DeadJob } from "@platformq/queue";
import { jobNames } from "./jobs.js";

/** A notification, or a part of one, that was given up. */
export interface DeadNotification {
  /** For {@link DeadNotifications.replay}. */
  readonly id: string;
  /** What could not be done: finding out whom it is for, sending it, or collecting it. */
  readonly stage: keyof typeof jobNames;
  /** The message of the last error. */
  readonly reason: string;
  readonly attempts: number;
  readonly diedAt: Date;
  /** What was queued: the notification, or the message and its target. */
  readonly content: DeadJob["data"];
}

/** The notifications that were given up. They stay until they are replayed or removed. */
export class DeadNotifications {
  constructor(private readonly queue: AnyJobQueue) {}

  /** Lists them. */
  async *list(): AsyncGenerator<DeadNotification, void, undefined> {
    for (const stage of stages) {
      for await (const job of this.queue.dead.list({ name: jobNames[stage] })) {
        const { id, reason, attempts, diedAt, data } = job;
        yield { id, stage, reason, attempts, diedAt, content: data };
      }
    }
  }

  /** Tries one again, with all its attempts. Resolves to `false` when there is none. */
  async replay(id: string): Promise<boolean> {
    return this.queue.dead.replay(id);
  }

  /** Forgets one. Resolves to `false` when there is none. */
  async remove(id: string): Promise<boolean> {
    return this.queue.dead.remove(id);
  }
}

const stages = ["accepted", "delivery", "digest"] as const satisfies readonly (keyof typeof jobNames)[];
