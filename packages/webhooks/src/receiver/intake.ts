import { hash, randomUUID } from "node:crypto";
import { type JobQueue, JsonText } from "@platformq/queue";
import type { Clock } from "@platformq/resilience";
import type { Reading, Via } from "../events/envelope.js";
import type { JsonObject } from "../json.js";
import type { Platform } from "../platform.js";
import { WebhookRejectedError } from "../rejection.js";
import type { Verification } from "../verification/verification.js";
import { Deliveries } from "./deliveries.js";
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
  /** Names the delivery, where the sender may make it twice. It is then the job's id as well. */
  readonly deliveryId: string | undefined;
  /** Whether a second delivery is an attack. */
  readonly isNonce: boolean;
}

/** The name of a platform's jobs. Each has its own, so that slow handlers of one do not keep another's waiting. */
export function jobNameOf(platform: Platform): string {
  return `webhooks.${platform}`;
}

/** The id of a delivery's job. */
export function jobIdOf({ id, deliveryId }: Pick<Delivery, "id" | "deliveryId">): string {
  return deliveryId ?? id;
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

/** Takes events into the queue, each once. */
export class Intake {
  readonly #deliveries: Deliveries;
  readonly #nonces: Deliveries;

  constructor(
    private readonly queue: JobQueue,
    private readonly clock: Clock,
    private readonly limits: ReceiverLimits,
  ) {
    this.#deliveries = new Deliveries(clock, limits.dedupeMs, limits.dedupeEntries);
    this.#nonces = new Deliveries(clock, limits.replayMs, limits.dedupeEntries);
  }

  /**
   * Accepts a delivery: when this resolves the queue has it, as durably as it can.
   *
   * @returns `false` for one that came before, by whichever way.
   * @throws WebhookRejectedError `queue_full` or `unavailable`
   */
  accept(delivery: Delivery): Promise<boolean> {
    const { id, deliveryId, via } = delivery;
    const accept = (): Promise<boolean> => this.#enqueue(delivery);
    // What is fetched is known by its event alone. Of webhooks two of one event with different content both count.
    if (via !== "webhook") return this.#deliveries.acceptOnce(id, FETCHED, () => true, accept);
    if (deliveryId === undefined) return accept();
    const isSecond = (former: string): boolean => former === deliveryId || former === FETCHED;
    const deliveries = delivery.isNonce ? this.#nonces : this.#deliveries;
    return deliveries.acceptOnce(id, deliveryId, isSecond, accept);
  }

  #enqueue(delivery: Delivery): Promise<boolean> {
    const stored = storedText(delivery, this.clock.date());
    const options = { id: jobIdOf(delivery), waitMs: this.limits.queueWaitMs };
    return this.queue
      .enqueue(jobNameOf(delivery.platform), stored, options)
      .then(({ duplicate }) => !duplicate, refuse);
  }
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
