import type { NextcloudClient } from "@platformq/nextcloud";
import { isPlatformError } from "@platformq/resilience";
import type { Directory } from "./directory.js";
import { DeliveryUncertainError, RecipientNotFoundError } from "./errors.js";
import { type Delivery, deliveryJobId } from "./jobs.js";
import type { Part } from "./markup/markup.js";
import { renderPlain } from "./markup/render-plain.js";
import type { Sender } from "./sender.js";

/** What Nextcloud takes of each, in characters. */
const MAX_SHORT = 255;
const MAX_LONG = 4000;
/** How often a message may be shown whose answers are lost: at least once is worth a second time, and no third. */
const MOST_UNANSWERED = 2;
/** Messages without an answer that are remembered; the oldest are forgotten first. */
const REMEMBERED = 10_000;

/**
 * Notifies people in Nextcloud, in plain text. Nextcloud tells nobody which notifications it has of others: one may come
 * twice when an answer is lost, and after a crash at the wrong moment.
 */
export class NextcloudSender implements Sender {
  readonly looksFirst = false;
  /** How often a message was sent without an answer, by its job. */
  readonly #unanswered = new Map<string, number>();

  constructor(
    private readonly nextcloud: NextcloudClient,
    private readonly directory: Directory,
  ) {}

  /** @throws DeliveryUncertainError when it may have arrived twice */
  async prepare(delivery: Delivery, isRepeated: boolean): Promise<() => Promise<void>> {
    const { target, text } = delivery;
    if (target.kind !== "person") throw new RecipientNotFoundError("nextcloud", `a ${target.kind}`);
    const key = deliveryJobId(delivery);
    // A dead letter that is replayed begins anew.
    if (!isRepeated) this.#unanswered.delete(key);
    if ((this.#unanswered.get(key) ?? 0) >= MOST_UNANSWERED) throw new DeliveryUncertainError("nextcloud");
    const userId = await this.directory.nextcloudId(this.nextcloud, target.who);
    return () => this.#send(key, userId, text);
  }

  async #send(key: string, userId: string, text: readonly Part[]): Promise<void> {
    const plain = renderPlain(text);
    const [firstLine = ""] = plain.split("\n");
    const shortMessage = cut(firstLine, MAX_SHORT);
    const longMessage = shortMessage === plain ? undefined : cut(plain, MAX_LONG);
    try {
      await this.nextcloud.notifications.create(userId, { shortMessage, longMessage });
      this.#unanswered.delete(key);
    } catch (error) {
      if (isPlatformError(error) && error.outcome === "unknown") this.#noteUnanswered(key);
      throw error;
    }
  }

  #noteUnanswered(key: string): void {
    this.#unanswered.set(key, (this.#unanswered.get(key) ?? 0) + 1);
    if (this.#unanswered.size <= REMEMBERED) return;
    for (const oldest of this.#unanswered.keys()) {
      this.#unanswered.delete(oldest);
      return;
    }
  }
}

function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  // Half a surrogate pair would not survive the way.
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
