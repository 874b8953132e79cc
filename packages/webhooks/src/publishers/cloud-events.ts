import { type Clock, RateLimitError, readRetryAfter, systemClock } from "@platformq/resilience";
import type { WebhookEvent } from "../events/event.js";
import type { EventPublisher } from "./publisher.js";

/** Where CloudEvents go. */
export interface CloudEventsOptions {
  readonly url: string;
  /** Names this deployment in every event. @default "/platformq" */
  readonly source?: string | undefined;
  /** Sent along, for an `authorization`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** @default 10_000 */
  readonly timeoutMs?: number | undefined;
  /** @default the global `fetch` */
  readonly fetch?: typeof fetch | undefined;
  /** @default the machine's clock */
  readonly clock?: Clock | undefined;
}

/** An event in the form of CloudEvents 1.0. @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md */
export interface CloudEvent {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  /** `io.platformq.nextcloud.file_created` */
  readonly type: string;
  /** The platform's own name of the event. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: "application/json";
  readonly data: WebhookEvent;
}

/** Puts an event into the form of CloudEvents 1.0. */
export function toCloudEvent(event: WebhookEvent, source = "/platformq"): CloudEvent {
  return {
    specversion: "1.0",
    id: event.id,
    source: `${source}/${event.platform}`,
    type: `io.platformq.${event.name.replaceAll(":", ".")}`,
    subject: event.vendorType,
    time: event.occurredAt,
    datacontenttype: "application/json",
    data: event,
  };
}

/** Publishes events over HTTP as structured CloudEvents. Whatever is not 2xx, a redirect too, has the event published again. */
export function cloudEventsPublisher(options: CloudEventsOptions): EventPublisher {
  const { url, source, headers, timeoutMs = 10_000, fetch: send = fetch, clock = systemClock } = options;
  return {
    async publish(event) {
      const response = await send(url, {
        method: "POST",
        headers: { ...headers, "content-type": "application/cloudevents+json; charset=utf-8" },
        body: JSON.stringify(toCloudEvent(event, source)),
        signal: AbortSignal.timeout(timeoutMs),
        // Followed, a 301 or 302 becomes a GET without the event, whose 200 would pass for its delivery.
        redirect: "manual",
      });
      await response.body?.cancel();
      if (response.ok) return;
      const message = `The receiver of CloudEvents answered ${response.status}`;
      if (response.status === 429 || response.status === 503) {
        const headers = Object.fromEntries(response.headers);
        const retryAfterMs = readRetryAfter(response.status, headers, clock);
        throw new RateLimitError(message, String(response.status), retryAfterMs);
      }
      throw new Error(message);
    },
  };
}
