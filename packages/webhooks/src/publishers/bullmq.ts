import type { WebhookEvent } from "../events/event.js";
import type { EventPublisher } from "./publisher.js";

/** What is needed of a queue of BullMQ. */
export interface BullQueue {
  add(name: string, data: WebhookEvent, options: { jobId: string }): Promise<unknown>;
}

/** Publishes events as jobs of BullMQ: named after the event, and by its id each only once. @see https://docs.bullmq.io */
export function bullPublisher(queue: BullQueue): EventPublisher {
  return {
    async publish(event) {
      // BullMQ refuses ids of its own with colons.
      await queue.add(event.name, event, { jobId: event.id.replaceAll(":", "-") });
    },
  };
}
