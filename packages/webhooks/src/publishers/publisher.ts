import type { WebhookEvent } from "../events/event.js";

/** Hands events on to others. */
export interface EventPublisher {
  /** Resolves once the event is handed over; when it rejects, the event is published again later. */
  publish(event: WebhookEvent): Promise<void>;
}
