import { randomUUID } from "node:crypto";
import type { Clock, Timer } from "@platformq/resilience";
import { type DigestHeading, digestTexts } from "./digest-text.js";
import { NotificationsClosedError } from "./errors.js";
import { type Delivery, type DigestItem, digestOf, type Target, targetKey } from "./jobs.js";

/** An item that waits, and its job, which is not done before its digest is queued. */
interface Waiting {
  readonly item: DigestItem;
  done(): void;
  failed(error: unknown): void;
}

interface Batch {
  readonly key: string;
  readonly items: Map<string, Waiting>;
  flushAt: number;
  timer: Timer | undefined;
}

interface DigestsOptions {
  readonly clock: Clock;
  readonly heading: DigestHeading;
  /** Queues a digest; one of the same id is queued once. */
  enqueue(delivery: Delivery): Promise<unknown>;
  /** Hears that an item's job waits, or is at work again. */
  rests(jobId: string): void;
  resumes(jobId: string): void;
}

/**
 * Collects messages by recipient and topic until their digest is due. The items' jobs stay open that long, so a crash
 * brings them back; those of a batch end together, and a digest is named after them, so that what comes back although its
 * digest was queued makes the same digest again, which is then dropped.
 */
export class Digests {
  /** The batches that new items go to, by recipient and topic. */
  readonly #open = new Map<string, string>();
  readonly #batches = new Map<string, Batch>();
  #isClosed = false;

  constructor(private readonly options: DigestsOptions) {}

  /** Names the batch that the next item goes to. Items that came back after a crash stay among themselves. */
  batchFor(target: Target, topic: string): string {
    const key = keyOf(target, topic);
    const batch = this.#open.get(key) ?? randomUUID();
    this.#open.set(key, batch);
    return batch;
  }

  /** Keeps an item until its digest is queued. @throws NotificationsClosedError */
  async collect(jobId: string, item: DigestItem, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) {
        reject(new NotificationsClosedError());
        return;
      }
      const batch = this.#batchOf(item);
      const { rests, resumes } = this.options;
      const done = (): void => {
        resumes(jobId);
        resolve();
      };
      const failed = (error: unknown): void => {
        resumes(jobId);
        reject(error);
      };
      batch.items.set(jobId, { item, done, failed });
      rests(jobId);
      const leave = (): void => {
        // Another process runs it now.
        if (batch.items.delete(jobId)) failed(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      if (batch.items.size >= item.maxItems) void this.#flush(item.batch);
      else if (item.flushAt < batch.flushAt) this.#flushAt(item.batch, batch, item.flushAt);
    });
  }

  /** Queues all digests now. */
  async flush(): Promise<void> {
    await Promise.all([...this.#batches.keys()].map((id) => this.#flush(id)));
  }

  /** Lets the jobs of all items go back into the queue. */
  close(): void {
    this.#isClosed = true;
    for (const { items, timer } of this.#batches.values()) {
      timer?.clear();
      for (const { failed } of items.values()) failed(new NotificationsClosedError());
    }
    this.#batches.clear();
  }

  #batchOf({ batch: id, delivery, topic }: DigestItem): Batch {
    let batch = this.#batches.get(id);
    if (batch === undefined) {
      const key = keyOf(delivery.target, topic);
      batch = { key, items: new Map(), flushAt: Number.POSITIVE_INFINITY, timer: undefined };
      this.#batches.set(id, batch);
    }
    return batch;
  }

  #flushAt(id: string, batch: Batch, flushAt: number): void {
    const { clock } = this.options;
    batch.flushAt = flushAt;
    batch.timer?.clear();
    batch.timer = clock.setTimeout(
      () => {
        // A timer may be shorter than what it was set to.
        if (clock.date() < flushAt) this.#flushAt(id, batch, flushAt);
        else void this.#flush(id);
      },
      Math.max(flushAt - clock.date(), 0),
    );
  }

  async #flush(id: string): Promise<void> {
    const batch = this.#batches.get(id);
    if (batch === undefined) return;
    this.#batches.delete(id);
    if (this.#open.get(batch.key) === id) this.#open.delete(batch.key);
    batch.timer?.clear();
    const waiting = [...batch.items.values()];
    try {
      for (const delivery of this.#digestsOf(id, batch)) await this.options.enqueue(delivery);
    } catch (error) {
      for (const { failed } of waiting) failed(error);
      return;
    }
    // In one go, so that a queue that shares its commits ends all or none of them.
    for (const { done } of waiting) done();
  }

  #digestsOf(id: string, { items }: Batch): Delivery[] {
    const sorted = [...items].sort(([oneId, one], [otherId, other]) => {
      return byAcceptance(one.item.delivery, other.item.delivery) || (oneId < otherId ? -1 : 1);
    });
    const [first] = sorted;
    if (first === undefined) return [];
    const { delivery, topic } = first[1].item;
    const name = digestOf(id, ...sorted.map(([jobId]) => jobId));
    const texts = digestTexts(
      topic,
      sorted.map(([, { item }]) => item.text),
      this.options.heading,
    );
    return texts.map((text, index) => ({
      ...delivery,
      id: `digest-${name}-${index}`,
      text,
      digest: null,
      dueAt: this.options.clock.date(),
      maybeSent: false,
    }));
  }
}

function byAcceptance(one: Delivery, other: Delivery): number {
  return one.acceptedAt - other.acceptedAt || one.sequence - other.sequence;
}

function keyOf(target: Target, topic: string): string {
  return JSON.stringify([targetKey(target), topic]);
}
