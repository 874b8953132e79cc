import type { Job, JobContext } from "@platformq/queue";
import type { Clock, Logger } from "@platformq/resilience";
import { type StoredEvent, toEvent, type WebhookEvent } from "../events/event.js";
import type { ZulipReply } from "../handlers/handler.js";
import type { HandlerRegistry, Registration } from "../handlers/registry.js";
import { combineErrors, runHandlers } from "../handlers/run-handlers.js";
import type { WebhookMetrics } from "../metrics/webhook-metrics.js";
import { Listeners } from "./listeners.js";

/** Events whose failed handlers are remembered; of one that is forgotten all handlers run again. */
const MAX_UNFINISHED = 10_000;

/** What an answer that waits for the handlers can say. */
export interface HandlingResult {
  /** Whether all handlers were done in time. */
  readonly isDone: boolean;
  readonly reply: ZulipReply | undefined;
}

/** Somebody who waits for the handlers of a job. */
export interface Expectation {
  readonly result: Promise<HandlingResult>;
  /** Waits no longer. */
  cancel(): void;
}

/** An error of a handler, and its event. */
export interface HandlerFailure {
  readonly error: unknown;
  readonly event: WebhookEvent;
}

const notDone: HandlingResult = { isDone: false, reply: undefined };

/** Runs the handlers of queued events. */
export class JobRunner {
  readonly failures: Listeners<HandlerFailure>;
  readonly unhandled: Listeners<WebhookEvent>;
  readonly #unfinished = new Map<string, readonly Registration[]>();
  readonly #expected = new Map<string, (result: HandlingResult) => void>();

  constructor(
    private readonly registry: HandlerRegistry,
    private readonly metrics: WebhookMetrics,
    private readonly clock: Clock,
    logger: Logger,
  ) {
    this.failures = new Listeners(logger);
    this.unhandled = new Listeners(logger);
  }

  /**
   * Handles an event with those of its handlers that were not done before.
   *
   * @throws what a handler threw, so that the queue tries again.
   */
  async run(job: Job<StoredEvent>, { signal }: JobContext): Promise<void> {
    const event = toEvent(job.data);
    const registrations = this.#unfinished.get(job.id) ?? this.#begin(event);
    const begun = this.clock.now();
    const { reply, failed } = await runHandlers(registrations, event, { signal, attempt: job.attempt });
    const isDone = failed.length === 0;
    this.metrics.handled(event.platform, event.type, this.clock.now() - begun, !isDone);
    // Who waits hears of the first attempt; the next one comes too late for an answer.
    this.#expected.get(job.id)?.({ isDone, reply });
    this.#unfinished.delete(job.id);
    if (isDone) return;
    this.#remember(
      job.id,
      failed.map(({ registration }) => registration),
    );
    for (const { error } of failed) this.failures.tell({ error, event });
    throw combineErrors(failed.map(({ error }) => error));
  }

  /** Waits for the handlers of a job that is about to be queued, at most for so long. The first to ask gets the answer. */
  expect(jobId: string, timeoutMs: number): Expectation {
    if (this.#expected.has(jobId)) return { result: Promise.resolve(notDone), cancel: () => {} };
    let settle = (_result: HandlingResult): void => {};
    const result = new Promise<HandlingResult>((resolve) => {
      settle = resolve;
    });
    const timer = this.clock.setTimeout(() => finish(notDone), timeoutMs);
    const finish = (value: HandlingResult): void => {
      timer.clear();
      this.#expected.delete(jobId);
      settle(value);
    };
    this.#expected.set(jobId, finish);
    return { result, cancel: () => finish(notDone) };
  }

  #begin(event: WebhookEvent): readonly Registration[] {
    this.metrics.lag(event.platform, event.type, this.clock.date() - Date.parse(event.occurredAt));
    const { registrations, isExpected } = this.registry.take(event);
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
