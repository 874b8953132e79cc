import { EventEmitter } from "node:events";
import type { WebhookEvent } from "../events/event.js";
import type { EventPublisher } from "./publisher.js";

type Named<Name> = Name extends "*" ? WebhookEvent : Extract<WebhookEvent, { name: Name }>;

/** Publishes events within this process, to whoever listens. */
export class EmitterPublisher implements EventPublisher {
  readonly #emitter = new EventEmitter();

  /** Listens to events of a name such as `nextcloud:file_created`, or to all by `*`. Returns what ends it. */
  on<Name extends WebhookEvent["name"] | "*">(
    name: Name,
    listener: (event: Named<Name>) => void,
  ): () => void {
    this.#emitter.on(name, listener);
    return () => void this.#emitter.off(name, listener);
  }

  /** Calls the listeners. One that throws has the event published again. */
  async publish(event: WebhookEvent): Promise<void> {
    this.#emitter.emit(event.name, event);
    this.#emitter.emit("*", event);
  }
}
