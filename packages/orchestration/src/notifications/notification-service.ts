import { randomUUID } from "node:crypto";
import { type AnyJobQueue, memoryQueue } from "@platformq/queue";
import { type Clock, InvalidInputError, systemClock } from "@platformq/resilience";
import { checkTimes } from "./check-options.js";
import type { NotificationClients } from "./clients.js";
import { DeadNotifications } from "./dead-notifications.js";
import { englishHeading } from "./digest-text.js";
import { Digests } from "./digests.js";
import { Directory } from "./directory.js";
import { NotificationsClosedError } from "./errors.js";
import { JobHandlers } from "./job-handlers.js";
import { jobNames, type NotificationJobs, queuePriority } from "./jobs.js";
import { NextcloudSender } from "./nextcloud-sender.js";
import {
  type AcceptedNotification,
  type AnyNotification,
  isForNobody,
  type Notification,
  type Receipt,
} from "./notification.js";
import { watcher } from "./notification-event.js";
import type { NotificationServiceOptions } from "./options.js";
import { type ActivityEvent, type EventSource, notificationOf, type Rule, ruleKeys } from "./rules.js";
import type { Senders } from "./sender.js";
import type { Templates } from "./template.js";
import { TrackedQueue } from "./tracked-queue.js";
import { ZulipSender } from "./zulip-sender.js";

const LONGEST_KEY = 180;
const HANDING_OUT = { concurrency: 4 };
/** How many messages wait for their digests in this process; the others wait in the queue. */
const COLLECTING = { concurrency: 10_000, backoff: { delayMs: 1000, maxDelayMs: 60_000 } };
/** A platform may be away for an hour; what is refused for good is given up at once. */
const SENDING_BACKOFF = { delayMs: 2000, maxDelayMs: 900_000 };

/** How long to wait for what is under way. */
export interface WaitOptions {
  /** In milliseconds. @default 30_000 */
  readonly timeoutMs?: number | undefined;
}

/**
 * Notifies people by Zulip, and by Nextcloud where Zulip does not do. What {@link send} accepted is in the queue first, and
 * leaves it when it was sent.
 *
 * It begins to work off the queue at once.
 *
 * @example
 * await using notifications = new NotificationService(platform, { templates: { created } });
 * await notifications.send({
 *   audience: { users: ["anna@example.com"] },
 *   template: "created",
 *   data: { subject: "Launch", url: "https://projects.example.com/wp/7" },
 * });
 */
export class NotificationService<T extends Templates, Event extends ActivityEvent = ActivityEvent>
  implements AsyncDisposable
{
  /** Notifications that were given up. */
  readonly dead: DeadNotifications;
  readonly #clock: Clock;
  readonly #templates: T;
  readonly #rules: readonly Rule<T, Event>[];
  readonly #ruleKeys: readonly string[];
  readonly #queue: AnyJobQueue;
  readonly #ownsQueue: boolean;
  readonly #tracked: TrackedQueue<NotificationJobs>;
  readonly #digests: Digests;
  readonly #handlers: JobHandlers;
  #accepted = 0;
  #closing: Promise<void> | undefined;

  /**
   * @throws ConfigurationError for a time zone or a digest time that is none; TypeError when another service works on
   *   the queue already
   */
  constructor(clients: NotificationClients, options: NotificationServiceOptions<T, Event>) {
    const { templates, rules = [], clock = systemClock, timeZone = "UTC", digest = {} } = options;
    checkTimes(timeZone, digest);
    const tell = watcher(options.onEvent);
    this.#clock = clock;
    this.#templates = templates;
    this.#rules = rules;
    this.#ruleKeys = ruleKeys(rules);
    this.#queue = options.queue ?? memoryQueue({ clock });
    this.#ownsQueue = options.queue === undefined;
    this.dead = new DeadNotifications(this.#queue);
    this.#tracked = new TrackedQueue(
      this.#queue.withJobs<NotificationJobs>(),
      clock,
      ({ id }, error, retryAfterMs) => {
        if (!(error instanceof NotificationsClosedError)) tell({ type: "failed", id, error, retryAfterMs });
      },
    );
    const directory = new Directory(clients, clock);
    this.#digests = new Digests({
      clock,
      heading: options.digestHeading ?? englishHeading,
      enqueue: (delivery) => this.#handlers.enqueueDelivery(delivery),
      rests: (jobId) => this.#tracked.rest(jobNames.digest, jobId),
      resumes: (jobId) => this.#tracked.resume(jobNames.digest, jobId),
    });
    this.#handlers = new JobHandlers({
      queue: this.#tracked,
      clock,
      templates,
      preferencesOf: options.preferencesOf ?? (() => undefined),
      defaults: { timeZone, digest },
      digests: this.#digests,
      deliverContext: { directory, senders: sendersOf(clients, directory), tell },
    });
    this.#start(options);
  }

  /**
   * Accepts a notification. When it resolves, the notification is in the queue, and as safe as that is.
   *
   * @throws InvalidInputError for a template that is not there, data of another shape, or an empty audience;
   *   QueueFullError of the queue
   */
  async send(notification: Notification<T>): Promise<Receipt> {
    return this.#accept(notification);
  }

  /**
   * Sends the notifications that the rules want of an event. Those of an event that comes again are duplicates; one that
   * is for nobody is none. A rule that fails does not keep the others from being followed.
   *
   * @throws as {@link send} does, and what rules throw; call it again then, as webhooks do.
   */
  async handle(event: Event): Promise<Receipt[]> {
    const results = await Promise.allSettled(
      this.#rules.map(async (rule, index) => {
        const notification = notificationOf(rule, this.#ruleKeys[index] ?? "", event);
        const isWanted = notification !== undefined && !isForNobody(notification);
        return isWanted ? this.#accept(notification) : undefined;
      }),
    );
    const errors = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors);
    return results.flatMap((result) => (result.status === "fulfilled" ? (result.value ?? []) : []));
  }

  /** Handles all events of a source. Returns what ends it. */
  connect(source: EventSource<Event>): () => void {
    return source.onAny((event) => this.handle(event));
  }

  /** Lets all digests go out now, as far as quiet hours allow it. {@link drain} waits until they have. */
  async flush(options: WaitOptions = {}): Promise<void> {
    await this.drain(options);
    await this.#digests.flush();
  }

  /**
   * Waits until this process has nothing left that could be done now. What waits for the end of quiet hours, for its digest
   * or for its next attempt is not waited for.
   *
   * @returns `false` when it took longer than `timeoutMs`
   */
  async drain({ timeoutMs = 30_000 }: WaitOptions = {}): Promise<boolean> {
    return this.#tracked.idle(timeoutMs);
  }

  /**
   * Accepts nothing more and waits for what is being sent. What is left stays in a queue that was given; of one in memory
   * the digests are sent before, and what quiet hours hold back is lost.
   */
  async close(options: WaitOptions = {}): Promise<void> {
    this.#closing ??= this.#close(options);
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #start({ sending = {} }: Pick<NotificationServiceOptions<T, Event>, "sending">): void {
    const { concurrency = 8, attempts = 15, backoff = SENDING_BACKOFF } = sending;
    const { accepted, delivery, digest } = jobNames;
    const tracked = this.#tracked;
    const handlers = this.#handlers;
    tracked.process(accepted, (job) => handlers.handOut(job), HANDING_OUT);
    tracked.process(delivery, (job) => handlers.deliver(job), { concurrency, attempts, backoff });
    tracked.process(digest, (job, context) => handlers.collect(job, context), COLLECTING);
  }

  async #accept(notification: AnyNotification): Promise<Receipt> {
    if (this.#closing !== undefined) throw new NotificationsClosedError();
    const { audience, template: name, priority = "normal", digest = null, dedupeKey } = notification;
    const template = this.#templates[name];
    if (template === undefined) throw new InvalidInputError(`There is no template ${name}`);
    if (dedupeKey !== undefined && dedupeKey.length > LONGEST_KEY) {
      throw new InvalidInputError(`A dedupeKey has at most ${LONGEST_KEY} characters`);
    }
    if (isForNobody(notification)) throw new InvalidInputError("A notification is for somebody");
    const acceptedAt = this.#clock.date();
    const jobId = dedupeKey ?? randomUUID();
    // A key may be used again one day, and is another notification then.
    const id = `${jobId}@${acceptedAt}`;
    const accepted: AcceptedNotification = {
      id,
      audience: [audience].flat(),
      template: name,
      data: template.encode(notification.data),
      priority,
      digest,
      acceptedAt,
      sequence: this.#accepted++,
    };
    const options = { id: jobId, priority: queuePriority[priority] };
    const { duplicate } = await this.#tracked.enqueue(jobNames.accepted, accepted, options);
    return { id, duplicate };
  }

  async #close(options: WaitOptions): Promise<void> {
    if (this.#ownsQueue) {
      await this.flush(options);
      await this.drain(options);
    }
    this.#handlers.close();
    this.#digests.close();
    await this.drain(options);
    this.#tracked.close();
    if (this.#ownsQueue) await this.#closeQueue();
  }

  async #closeQueue(): Promise<void> {
    const { waiting, delayed, active } = await this.#queue.counts();
    const lost = waiting + delayed + active;
    if (lost > 0) process.emitWarning(`Notifications that are lost with their queue in memory: ${lost}`);
    await this.#queue.close({ timeoutMs: 0 });
  }
}

function sendersOf({ zulip, nextcloud }: NotificationClients, directory: Directory): Senders {
  return {
    zulip: new ZulipSender(zulip, directory),
    nextcloud: nextcloud && new NextcloudSender(nextcloud, directory),
  };
}
