import { hash, randomUUID } from "node:crypto";
import { type JobQueue, JsonText } from "@platformq/queue";
import type { Clock } from "@platformq/resilience";
import type { Reading, Via } from "../events/envelope.js";
import type { JsonObject } from "../json.js";
import type { Platform } from "../platform.js";
import { WebhookRejectedError } from "../rejection.js";
import type { Verification } from "../verification/verification.js";
import { Deliveries, type Former } from "./deliveries.js";
import { jobNameOf, type WebhookJobs } from "./jobs.js";
import type { ReceiverLimits } from "./limits.js";

/** An event whose sender is known, on its way into the queue. */
export interface Delivery {
  readonly platform: Platform;
  readonly via: Via;
  readonly verification: Verification;
  readonly payload: JsonObject;
  /** The payload in JSON, if there is such a text already. */
  readonly text: string | undefined;
  readonly reading: Reading;
  /** The event's id. */
  readonly id: string;
  /** Names the delivery, where the sender may make it twice: other content of the same event has another one. */
  readonly deliveryId: string | undefined;
  /** Whether a second delivery is an attack. */
  readonly isNonce: boolean;
}

/** Names a thing by its content. */
export function digestOf(content: string | Uint8Array): string {
  return hash("sha256", content, "hex");
}

/** Makes up an id for what has nothing that tells it apart. */
export function uniqueId(platform: Platform): string {
  return `${platform}:${randomUUID()}`;
}

/** The mark of an event that was fetched. */
const FETCHED = "fetched";
/**
 * How long other content of an event is told from what the queue knows by the event's id: as long as a queue keeps ids,
 * unless it is told otherwise. The queue cannot tell them apart.
 */
const CONTENT_MS = 3_600_000;

/** Takes events into the queue, each once. */
export class Intake {
  readonly #deliveries: Deliveries;
  readonly #nonces: Deliveries;

  constructor(
    private readonly queue: JobQueue<WebhookJobs>,
    private readonly clock: Clock,
    private readonly limits: ReceiverLimits,
  ) {
    this.#deliveries = new Deliveries(clock, Math.max(limits.dedupeMs, CONTENT_MS), limits.dedupeEntries);
    this.#nonces = new Deliveries(clock, limits.replayMs, limits.dedupeEntries);
  }

  /**
   * Accepts a delivery: when this resolves the queue has it, as durably as it can.
   *
   * @returns `false` for one that came before, by whichever way.
   * @throws WebhookRejectedError `queue_full` or `unavailable`
   */
  accept(delivery: Delivery): Promise<boolean> {
    const { id, deliveryId, via, isNonce } = delivery;
    const accept = (former?: Former): Promise<boolean> => this.#enqueue(delivery, jobIdOf(delivery, former));
    // What is fetched is known by its event alone. Of webhooks two of one event with different content both count.
    if (via !== "webhook") {
      return this.#deliveries.acceptOnce(id, FETCHED, ({ at }) => this.#isRecent(at), accept);
    }
    if (deliveryId === undefined) return accept();
    const isKnown = ({ marks }: Former): boolean => marks.includes(deliveryId) || marks.includes(FETCHED);
    if (isNonce) return this.#nonces.acceptOnce(id, deliveryId, isKnown, accept);
    const isSecond = (former: Former): boolean => this.#isRecent(former.at) && isKnown(former);
    return this.#deliveries.acceptOnce(id, deliveryId, isSecond, accept);
  }

  #isRecent(at: number): boolean {
    return this.clock.now() - at < this.limits.dedupeMs;
  }

  #enqueue(delivery: Delivery, id: string): Promise<boolean> {
    const stored = storedText(delivery, this.clock.date());
    const options = { id, waitMs: this.limits.queueWaitMs };
    return this.queue
      .enqueue(jobNameOf(delivery.platform), stored, options)
      .then(({ duplicate }) => !duplicate, refuse);
  }
}

/** Names a job as its event, so that the queue knows a webhook and a poll of it as one, after a restart too. */
function jobIdOf({ id, deliveryId, reading }: Delivery, former: Former | undefined): string {
  if (deliveryId === undefined) return id;
  // No poll brings these, and what the sender calls them may be too long a name for a job.
  if (reading.type === undefined) return deliveryId;
  const [first = FETCHED] = former?.marks ?? [];
  // The first has the event's id, so other content needs one of its own.
  return first === FETCHED || first === deliveryId ? id : `${id}:${deliveryId}`;
}

function refuse(cause: unknown): never {
  if (isQueueFull(cause)) throw new WebhookRejectedError("queue_full", "The queue is full", cause);
  throw new WebhookRejectedError("unavailable", "The queue did not take the event", cause);
}

/**
 * Writes a {@link StoredEvent} around its payload, which is mostly there as JSON. Of the rest only the id needs care.
 *
 * It is joined, because what `+` puts together stays in its pieces for as long as the queue keeps it.
 */
function storedText(
  { id, platform, via, verification, payload, text }: Delivery,
  receivedAt: number,
): JsonText {
  const source = `"platform":"${platform}","via":"${via}","verification":"${verification}"`;
  const head = `{"id":${JSON.stringify(id)},${source},"receivedAt":${receivedAt},"raw":`;
  return new JsonText([head, text ?? JSON.stringify(payload), "}"].join(""));
}

function isQueueFull(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "QUEUE_FULL";
}
