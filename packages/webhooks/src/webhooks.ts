import { type AnyJobQueue, memoryQueue } from "@platformq/queue";
import {
  type Clock,
  getMetricsCollector,
  type Logger,
  silentLogger,
  systemClock,
} from "@platformq/resilience";
import type { WebhookEvent } from "./events/event.js";
import type { Handler, HandlerResult } from "./handlers/handler.js";
import type { EventPattern, Matching } from "./handlers/pattern.js";
import { HandlerRegistry } from "./handlers/registry.js";
import type { JsonObject } from "./json.js";
import { WebhookMetrics } from "./metrics/webhook-metrics.js";
import type { WebhooksOptions } from "./options.js";
import type { Platform } from "./platform.js";
import { answerAccepted, answerHandled, answerRejected, type WebhookAnswer } from "./receiver/answers.js";
import { checkHead } from "./receiver/check-head.js";
import { createEndpoints, type Endpoint } from "./receiver/endpoint.js";
import { type FetchedFrom, fetchedDelivery } from "./receiver/fetched.js";
import { readHandling } from "./receiver/handling.js";
import { HeldReplies } from "./receiver/held-replies.js";
import { type Delivery, Intake } from "./receiver/intake.js";
import { type HandlerFailure, JobRunner } from "./receiver/job-runner.js";
import type { WebhookJobs } from "./receiver/jobs.js";
import { type ReceiverLimits, readLimits } from "./receiver/limits.js";
import { Listeners } from "./receiver/listeners.js";
import type { MissedEvents, RejectedRequest } from "./receiver/notices.js";
import { headerReader, type WebhookRequest } from "./receiver/request.js";
import { Workers } from "./receiver/workers.js";
import { WebhookRejectedError } from "./rejection.js";
import type { ReadHeader } from "./verification/verification.js";

type Patterns<Pattern> = Pattern | readonly Pattern[];

/**
 * Receives the webhooks of Nextcloud, Zulip and OpenProject: verifies them, queues them, and calls handlers.
 *
 * @example
 * const webhooks = new Webhooks({ openproject: { secrets: process.env.OPENPROJECT_WEBHOOK_SECRET ?? "" } });
 * webhooks.on("openproject", "work_package:created", async ({ data }) => console.log(data.work_package.subject));
 * createServer(nodeListener(webhooks)).listen(8080);
 */
export class Webhooks implements AsyncDisposable {
  readonly metrics: WebhookMetrics;
  /** Where the platforms' addresses begin. */
  readonly basePath: string;
  readonly #endpoints: ReadonlyMap<Platform, Endpoint>;
  readonly #registry: HandlerRegistry;
  readonly #queue: AnyJobQueue;
  readonly #ownsQueue: boolean;
  readonly #intake: Intake;
  readonly #heldReplies: HeldReplies;
  readonly #runner: JobRunner;
  readonly #workers: Workers;
  readonly #rejected: Listeners<RejectedRequest>;
  readonly #missed: Listeners<MissedEvents>;
  readonly #limits: ReceiverLimits;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #closing = new AbortController();

  /** @throws ConfigurationError for a secret that is missing, and a limit or a `handling` that is none. */
  constructor(options: WebhooksOptions) {
    this.#endpoints = createEndpoints(options);
    this.basePath = `/${options.basePath ?? "webhooks"}`.replace(/^\/+/, "/").replace(/\/+$/, "");
    this.#limits = readLimits(options.limits);
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
    this.#registry = new HandlerRegistry(this.#logger);
    this.metrics = new WebhookMetrics(options.metrics ?? getMetricsCollector());
    this.#queue = options.queue ?? memoryQueue();
    this.#ownsQueue = options.queue === undefined;
    const jobs = this.#queue.withJobs<WebhookJobs>();
    this.#intake = new Intake(jobs, this.#clock, this.#limits);
    this.#heldReplies = new HeldReplies(this.#clock);
    this.#runner = new JobRunner({
      registry: this.#registry,
      metrics: this.metrics,
      heldReplies: this.#heldReplies,
      repliesToZulip: this.#endpoints.get("zulip")?.waitsForHandlers ?? true,
      clock: this.#clock,
      logger: this.#logger,
    });
    this.#workers = new Workers(jobs, this.#runner, readHandling(options.handling));
    this.#rejected = new Listeners(this.#logger);
    this.#missed = new Listeners(this.#logger);
    const { publisher } = options;
    if (publisher !== undefined) this.#registry.onAny((event) => publisher.publish(event));
  }

  /** The platforms that may send. */
  get platforms(): readonly Platform[] {
    return [...this.#endpoints.keys()];
  }

  /**
   * Calls a handler for events of a platform: by our name (`file_created`), the platform's own, the beginning of one
   * (`file_*`), several of them, or `*`. Returns what takes the handler away again.
   */
  on<P extends Platform, const Pattern extends EventPattern<P>>(
    platform: P,
    patterns: Patterns<Pattern>,
    handler: Handler<Matching<P, Pattern>, HandlerResult<P>>,
  ): () => void;
  on(platform: Platform, patterns: Patterns<string>, handler: Handler<never, unknown>): () => void {
    return this.#registry.on(platform, patterns, handler, false);
  }

  /** Calls a handler for the next such event only; again if it fails. */
  once<P extends Platform, const Pattern extends EventPattern<P>>(
    platform: P,
    patterns: Patterns<Pattern>,
    handler: Handler<Matching<P, Pattern>, HandlerResult<P>>,
  ): () => void;
  once(platform: Platform, patterns: Patterns<string>, handler: Handler<never, unknown>): () => void {
    return this.#registry.on(platform, patterns, handler, true);
  }

  /** Takes a handler away that {@link on} or {@link once} was given with the same arguments. */
  off<P extends Platform>(platform: P, patterns: Patterns<EventPattern<P>>, handler: unknown): void {
    this.#registry.off(platform, patterns, handler);
  }

  /** Calls a handler for every event of every platform. What it returns is no reply. */
  onAny(handler: Handler<WebhookEvent, unknown>): () => void {
    return this.#registry.onAny(handler);
  }

  /** Tells of events that no handler was added for by {@link on} or {@link once}. */
  onUnhandled(listener: (event: WebhookEvent) => unknown): () => void {
    return this.#runner.unhandled.add(listener);
  }

  /** Tells of refused requests, with a reason that the sender is not told. */
  onRejected(listener: (rejected: RejectedRequest) => unknown): () => void {
    return this.#rejected.add(listener);
  }

  /** Tells of handlers that failed. They are tried again; events that are given up lie in the queue's `dead`. */
  onError(listener: (failure: HandlerFailure) => unknown): () => void {
    return this.#runner.failures.add(listener);
  }

  /** Tells of verified events that could not be queued and will not be sent again. */
  onMissed(listener: (missed: MissedEvents) => unknown): () => void {
    return this.#missed.add(listener);
  }

  /**
   * Begins to handle what is in the queue. Add the handlers first: an event without one is done with. The first
   * verified request begins it too.
   *
   * @throws what the queue does: it is closed, or the handling of these events was begun by others in this process.
   */
  start(): void {
    this.#workers.start();
  }

  /** Receives a request and returns what to answer. Never rejects. */
  async receive(request: WebhookRequest): Promise<WebhookAnswer> {
    const { platform } = request;
    let delivery: Delivery | undefined;
    try {
      this.metrics.received(platform);
      const endpoint = this.#endpoints.get(platform);
      if (endpoint === undefined) throw new WebhookRejectedError("not_found", `${platform} has no secrets`);
      const readHeader = headerReader(request.headers);
      this.#checkHead(endpoint, request, readHeader);
      const body = typeof request.body === "function" ? await request.body(this.#limits) : request.body;
      delivery = this.#verify(endpoint, readHeader, body);
      // Not before: should it fail, it has to be known whether this is Zulip.
      this.start();
      if (endpoint.waitsForHandlers) return await this.#acceptAndWait(delivery);
      return answerAccepted(platform, !this.#isNew(delivery, await this.#intake.accept(delivery)));
    } catch (cause) {
      const error =
        cause instanceof WebhookRejectedError
          ? cause
          : new WebhookRejectedError("unavailable", "The request could not be received", cause);
      return this.#refuse(request, error, delivery);
    }
  }

  /**
   * Takes an event that was fetched: from an event queue or by a poll.
   *
   * @param from.id names the event when its payload does not.
   * @returns `false` for one that came before, by a webhook too.
   * @throws WebhookRejectedError `queue_full` or `unavailable`, and what {@link start} throws.
   */
  async accept(platform: Platform, payload: JsonObject, from: FetchedFrom): Promise<boolean> {
    this.start();
    const delivery = fetchedDelivery(platform, payload, from);
    this.#countVerified(delivery);
    const forget = this.#mayHaveWebhook(delivery) ? this.#heldReplies.keep(delivery.id) : undefined;
    const isNew = await this.#intake.accept(delivery);
    if (isNew) return true;
    forget?.();
    this.#countDuplicate(delivery);
    return false;
  }

  /** Aborts when {@link close} is called, for what feeds this. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /**
   * Ends what feeds this, and closes the queue, unless it was given. Requests that still come are answered 503, Zulip's
   * with no reply.
   */
  async close(): Promise<void> {
    this.#closing.abort();
    if (this.#ownsQueue) await this.#queue.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Refuses what can be refused before the body is read. */
  #checkHead(endpoint: Endpoint, { remoteAddress, method }: WebhookRequest, readHeader: ReadHeader): void {
    if (!endpoint.isAllowed(remoteAddress, readHeader)) {
      throw new WebhookRejectedError("forbidden_source", `${remoteAddress} may not send`);
    }
    checkHead(method, readHeader, this.#limits.maxBodyBytes);
  }

  #verify(endpoint: Endpoint, readHeader: ReadHeader, body: Uint8Array): Delivery {
    if (body.length > this.#limits.maxBodyBytes) {
      throw new WebhookRejectedError(
        "too_large",
        `The body is larger than ${this.#limits.maxBodyBytes} bytes`,
      );
    }
    const delivery = endpoint.identify(endpoint.verifier.verify(readHeader, body));
    this.#countVerified(delivery);
    return delivery;
  }

  /** Counts a delivery that is not the first; of a nonce it is refused. */
  #isNew(delivery: Delivery, isNew: boolean): boolean {
    if (!isNew) this.#countDuplicate(delivery);
    if (!isNew && delivery.isNonce) {
      throw new WebhookRejectedError("replayed", "The request was received before");
    }
    return isNew;
  }

  /** Whether Zulip may send the same message and hold the request for the reply. */
  #mayHaveWebhook({ platform, reading }: Delivery): boolean {
    const isMessage = platform === "zulip" && reading.resourceId !== undefined;
    return isMessage && this.#endpoints.get(platform)?.waitsForHandlers === true;
  }

  /** The handlers run from the queue all the same, so that nothing is lost when the time is up. */
  async #acceptAndWait(delivery: Delivery): Promise<WebhookAnswer> {
    const held = this.#heldReplies.hold(delivery.id, this.#limits.replyTimeoutMs);
    try {
      const isNew = this.#isNew(delivery, await this.#intake.accept(delivery));
      if (!isNew && !held.isFetched) return answerAccepted(delivery.platform, true);
      const { isDone, reply } = await held.result;
      return isDone || reply !== undefined
        ? answerHandled(delivery.platform, reply)
        : answerAccepted(delivery.platform, false);
    } finally {
      held.cancel();
    }
  }

  #refuse(
    request: WebhookRequest,
    error: WebhookRejectedError,
    delivery: Delivery | undefined,
  ): WebhookAnswer {
    const { platform, remoteAddress } = request;
    this.metrics.rejected(platform, error.reason);
    this.#rejected.tell({ platform, error, remoteAddress });
    if (error.status === 503) this.#logger.error({ platform, err: error }, "a webhook could not be received");
    else this.#logger.debug({ platform, remoteAddress, err: error }, "a webhook was refused");
    if (delivery !== undefined && error.status === 503) {
      this.#missed.tell({ platform, since: new Date(this.#clock.date()).toISOString() });
    }
    return answerRejected(platform, error, delivery !== undefined);
  }

  #countVerified({ platform, reading }: Delivery): void {
    this.metrics.verified(platform, reading.type ?? "unknown");
  }

  #countDuplicate({ platform, reading }: Delivery): void {
    this.metrics.duplicate(platform, reading.type ?? "unknown");
  }
}
