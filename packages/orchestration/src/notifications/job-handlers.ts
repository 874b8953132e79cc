import type { Job, JobContext } from "@platformq/queue";
import type { Clock } from "@platformq/resilience";
import { type DeliverContext, deliver } from "./deliver.js";
import { deliveriesOf } from "./deliveries-of.js";
import type { Digests } from "./digests.js";
import { NotificationsClosedError } from "./errors.js";
import {
  type Delivery,
  type DigestItem,
  deliveryJobId,
  digestOf,
  jobNames,
  type NotificationJobs,
  queuePriority,
} from "./jobs.js";
import type { AcceptedNotification } from "./notification.js";
import type { Preferences, PreferencesOf } from "./preferences.js";
import { type Route, type RouteDefaults, routeOf } from "./route.js";
import type { Templates } from "./template.js";
import type { TrackedQueue } from "./tracked-queue.js";

interface HandlersOptions {
  readonly queue: TrackedQueue<NotificationJobs>;
  readonly clock: Clock;
  readonly templates: Templates;
  readonly preferencesOf: PreferencesOf;
  readonly defaults: RouteDefaults;
  readonly digests: Digests;
  readonly deliverContext: DeliverContext;
}

/** So often a platform that may have sent a message is tried again, before its recipient is told twice rather than not. */
const PATIENT_ATTEMPTS = 3;
/** Only dying processes spend attempts of an item that waits for its digest. */
const ANY_NUMBER_OF_ATTEMPTS = Number.MAX_SAFE_INTEGER;

/** The steps of a notification's way. Each enqueues the next one before it is done, under an id that is always the same. */
export class JobHandlers {
  #isClosed = false;

  constructor(private readonly options: HandlersOptions) {}

  /** Does nothing any more: jobs go back into the queue. */
  close(): void {
    this.#isClosed = true;
  }

  /** Hands a notification out to all it is for. */
  async handOut({ data: notification }: Job<AcceptedNotification>): Promise<void> {
    this.#assertOpen();
    const { queue, templates, deliverContext } = this.options;
    const [audience, ...others] = notification.audience;
    if (audience === undefined) return;
    if (others.length === 0) {
      const deliveries = await deliveriesOf(notification, audience, templates, deliverContext.directory);
      await Promise.all(deliveries.map((delivery) => this.enqueueDelivery(delivery)));
      return;
    }
    // Each for itself, so that a group that is not there keeps nobody else from hearing of it.
    await Promise.all(
      notification.audience.map((one) => {
        const id = `${notification.id}/${digestOf(JSON.stringify(one))}`;
        const priority = queuePriority[notification.priority];
        return queue.enqueue(jobNames.accepted, { ...notification, audience: [one] }, { id, priority });
      }),
    );
  }

  /** Sends a message, or holds it back, or puts it into a digest, as its recipient prefers. */
  async deliver({ data: delivery, attempt }: Job<Delivery>): Promise<void> {
    this.#assertOpen();
    const { clock, defaults, deliverContext } = this.options;
    const { id, target } = delivery;
    const isRepeated = attempt > 1 || delivery.maybeSent;
    const route = routeOf(delivery, await this.#preferencesOf(delivery), defaults, clock.date());
    switch (route.to) {
      case "nowhere":
        deliverContext.tell({ type: "skipped", id, target, reason: route.reason });
        return;
      case "digest":
        await this.#putIntoDigest(delivery, route);
        deliverContext.tell({ type: "collected", id, target, topic: route.topic });
        return;
      case "later":
        await this.#hold(delivery, route.until, isRepeated);
        deliverContext.tell({ type: "held", id, target, until: new Date(route.until) });
        return;
      case "platforms":
        await deliver(deliverContext, delivery, route.platforms, {
          isRepeated,
          isPatient: attempt <= PATIENT_ATTEMPTS,
        });
    }
  }

  /** Keeps a message until its digest is queued. */
  async collect({ id, data: item }: Job<DigestItem>, { signal }: JobContext): Promise<void> {
    return this.options.digests.collect(id, item, signal);
  }

  /** Queues a message; the same one once. */
  async enqueueDelivery(delivery: Delivery): Promise<void> {
    const id = deliveryJobId(delivery);
    const priority = queuePriority[delivery.priority];
    await this.options.queue.enqueue(jobNames.delivery, delivery, { id, priority });
  }

  /** Channels and conversations have no preferences. */
  async #preferencesOf({ target }: Delivery): Promise<Preferences> {
    if (target.kind !== "person") return { platforms: ["zulip"] };
    return (await this.options.preferencesOf(target.who)) ?? {};
  }

  async #putIntoDigest(delivery: Delivery, route: Extract<Route, { to: "digest" }>): Promise<void> {
    const { queue, digests } = this.options;
    const { topic, flushAt, maxItems } = route;
    const item: DigestItem = {
      delivery,
      topic,
      text: delivery.digest?.text ?? delivery.text,
      batch: digests.batchFor(delivery.target, topic),
      flushAt,
      maxItems,
    };
    const id = deliveryJobId(delivery);
    await queue.enqueue(jobNames.digest, item, { id, attempts: ANY_NUMBER_OF_ATTEMPTS });
  }

  async #hold(delivery: Delivery, until: number, maybeSent: boolean): Promise<void> {
    const { queue, clock } = this.options;
    const held: Delivery = { ...delivery, maybeSent, dueAt: maybeSent ? delivery.dueAt : until };
    await queue.enqueue(jobNames.delivery, held, {
      id: `${deliveryJobId(delivery)}/${until}`,
      priority: queuePriority[delivery.priority],
      delayMs: until - clock.date(),
    });
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new NotificationsClosedError();
  }
}
