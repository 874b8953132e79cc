import type { Job, JobContext } from "@platformq/queue";
import type { Clock, Logger } from "@platformq/resilience";
import { type StoredEvent, toEvent, type WebhookEvent } from "../events/event.js";
import type { ZulipReply } from "../handlers/handler.js";
import type { HandlerRegistry, Registration } from "../handlers/registry.js";
import { combineErrors, runHandlers } from "../handlers/run-handlers.js";
import type { WebhookMetrics } from "../metrics/webhook-metrics.js";
import type { HeldReplies } from "./held-replies.js";
import { Listeners } from "./listeners.js";

/** Events whose failed handlers are remembered; of one that is forgotten all handlers run again. */
const MAX_UNFINISHED = 10_000;

/** An error of a handler, and its event. */
export interface HandlerFailure {
  readonly error: unknown;
  readonly event: WebhookEvent;
}

/** What a {@link JobRunner} works with. */
export interface JobRunnerParts {
  readonly registry: HandlerRegistry;
  readonly metrics: WebhookMetrics;
  readonly heldReplies: HeldReplies;
  /** Whether Zulip's requests are held for a reply. */
  readonly repliesToZulip: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Runs the handlers of queued events. */
export class JobRunner {
  readonly failures: Listeners<HandlerFailure>;
  readonly unhandled: Listeners<WebhookEvent>;
  readonly #unfinished = new Map<string, readonly Registration[]>();

  constructor(private readonly parts: JobRunnerParts) {
    this.failures = new Listeners(parts.logger);
    this.unhandled = new Listeners(parts.logger);
  }

  /**
   * Handles an event with those of its handlers that were not done before.
   *
   * @throws what a handler threw, so that the queue tries again.
   */
  async run(job: Job<StoredEvent>, { signal }: JobContext): Promise<void> {
    const { metrics, clock, heldReplies } = this.parts;
    const event = toEvent(job.data);
    const registrations = this.#unfinished.get(job.id) ?? this.#begin(event);
    const begun = clock.now();
    const context = { signal, attempt: job.attempt };
    const failed = await runHandlers(registrations, event, context, (reply) => this.#reply(event, reply));
    const isDone = failed.length === 0;
    metrics.handled(event.platform, event.type, clock.now() - begun, !isDone);
    heldReplies.end(event.id, isDone);
    this.#unfinished.delete(job.id);
    if (isDone) return;
    this.#remember(
      job.id,
      failed.map(({ registration }) => registration),
    );
    for (const { error } of failed) this.failures.tell({ error, event });
    throw combineErrors(failed.map(({ error }) => error));
  }

  #reply(event: WebhookEvent, reply: ZulipReply): void {
    const { heldReplies, repliesToZulip, logger } = this.parts;
    if (heldReplies.reply(event.id, reply) || !repliesToZulip || event.via !== "webhook") return;
    // The request is held by another process, or was by one that ended, or it could be held no longer.
    logger.warn({ platform: "zulip", eventId: event.id }, "a reply found no request that waits for it");
  }

  #begin(event: WebhookEvent): readonly Registration[] {
    const { metrics, clock, registry } = this.parts;
    metrics.lag(event.platform, event.type, clock.date() - Date.parse(event.occurredAt));
    const { registrations, isExpected } = registry.take(event);
    if (!isExpected) this.unhandled.tell(event);
    return registrations;
  }

  #remember(jobId: string, registrations: readonly Registration[]): void {
    this.#unfinished.set(jobId, registrations);
    if (this.#unfinished.size <= MAX_UNFINISHED) return;
    for (const oldest of this.#unfinished.keys()) {
      this.#unfinished.delete(oldest);
      break;
    }
  }
}
