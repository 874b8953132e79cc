import type { WebhookEvent } from "../events/event.js";
import { combineErrors } from "../handlers/run-handlers.js";
import type { EventPublisher } from "./publisher.js";

type Named<Name> = Name extends "*" ? WebhookEvent : Extract<WebhookEvent, { name: Name }>;

interface Entry {
  readonly name: string;
  run(event: WebhookEvent): unknown;
}

/** Publishes events within this process, to whoever listens. */
export class EmitterPublisher implements EventPublisher {
  readonly #entries = new Set<Entry>();

  /** Listens to events of a name such as `nextcloud:file_created`, or to all by `*`. Returns what ends it. */
  on<Name extends WebhookEvent["name"] | "*">(
    name: Name,
    listener: (event: Named<Name>) => unknown,
  ): () => void {
    // The name says which events the listener takes, and it is called with no others.
    const entry: Entry = { name, run: (event) => listener(event as Named<Name>) };
    this.#entries.add(entry);
    return () => void this.#entries.delete(entry);
  }

  /** Calls the listeners and waits for them. One that throws or rejects has the event published again. */
  async publish(event: WebhookEvent): Promise<void> {
    const entries = [...this.#entries].filter(({ name }) => name === event.name || name === "*");
    const results = await Promise.allSettled(entries.map(async (entry) => entry.run(event)));
    const errors = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    if (errors.length > 0) throw combineErrors(errors);
  }
}
