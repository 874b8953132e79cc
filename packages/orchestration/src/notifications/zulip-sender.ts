import { type Narrow, narrow, type ZulipClient } from "@platformq/zulip";
import type { Directory } from "./directory.js";
import { type Delivery, deliveryJobId, type Target } from "./jobs.js";
import { renderMarkdown } from "./markup/render-markdown.js";
import type { Sender } from "./sender.js";

/** Messages of this process that are remembered; the oldest are forgotten first. */
const REMEMBERED = 10_000;
/** Messages that are looked through at once. */
const BATCH = 100;
/** Zulip dates messages in whole seconds, and its clock and ours differ a little. */
const CLOCK_GRAIN_MS = 2000;

type Place =
  | { type: "direct"; to: readonly number[] }
  | { type: "channel"; to: string | number; topic: string };

/** Sends messages in Zulip, each once, also when the process that sent it did not live to tell. */
export class ZulipSender implements Sender {
  readonly looksFirst = true;
  /** Messages that are known to be those of other deliveries with the same text. */
  readonly #claimed = new Set<number>();

  constructor(
    private readonly zulip: ZulipClient,
    private readonly directory: Directory,
  ) {}

  /**
   * Looks up who and what a message names, and returns what sends it.
   *
   * @param isRepeated whether an earlier attempt may have sent it. Then what this account sent to the same place with the
   *   same text since the delivery was due counts as it.
   * @throws RecipientNotFoundError; what it returns throws what `sendOnce` throws
   */
  async prepare(delivery: Delivery, isRepeated: boolean): Promise<() => Promise<void>> {
    const [place, words] = await Promise.all([
      this.#placeOf(delivery.target),
      this.directory.mentions(delivery.text),
    ]);
    const content = renderMarkdown(delivery.text, words);
    return () => this.#send(delivery, place, content, isRepeated);
  }

  async #send(delivery: Delivery, place: Place, content: string, isRepeated: boolean): Promise<void> {
    const found = isRepeated ? await this.#find(place, content, delivery.dueAt) : undefined;
    const dedupeKey = deliveryJobId(delivery);
    const id = found ?? (await this.zulip.messages.sendOnce({ ...place, content }, { dedupeKey })).id;
    this.#claim(id);
  }

  async #placeOf(target: Target): Promise<Place> {
    if (target.kind === "topic") return { type: "channel", to: target.channel, topic: target.topic };
    const people = target.kind === "person" ? [target.who] : target.who;
    const users = await Promise.all(people.map((who) => this.directory.zulipUser(who)));
    return { type: "direct", to: [...new Set(users.map(({ user_id }) => user_id))] };
  }

  async #find(place: Place, content: string, since: number): Promise<number | undefined> {
    const { user_id } = await this.zulip.users.me();
    const messages = this.zulip.messages.iterate({
      narrow: narrowOf(place).sender(user_id),
      apply_markdown: false,
      batch: BATCH,
    });
    for await (const message of messages) {
      if (message.timestamp * 1000 < since - CLOCK_GRAIN_MS) return undefined;
      if (message.content === content && !this.#claimed.has(message.id)) return message.id;
    }
    return undefined;
  }

  #claim(id: number): void {
    this.#claimed.add(id);
    if (this.#claimed.size <= REMEMBERED) return;
    for (const oldest of this.#claimed) {
      this.#claimed.delete(oldest);
      return;
    }
  }
}

function narrowOf(place: Place): Narrow {
  return place.type === "direct" ? narrow.dm(place.to) : narrow.channel(place.to).topic(place.topic);
}
