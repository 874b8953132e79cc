import { openObject, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import { EventStream, type StreamEvent } from "../events/event-stream.js";
import { type NarrowTerms, registerNarrow } from "../narrow.js";
import type { EventType, RawEvent } from "../schemas/event.js";
import { RegisterResult } from "../schemas/register.js";
import type { ZulipTransport } from "../transport.js";
import type { MessagesResource } from "./messages.js";

/** Which events a queue collects, and which state to give at its beginning. */
export interface RegisterQueue {
  /** @default all there are */
  event_types?: readonly EventType[] | undefined;
  /** The parts of the state to give; all of it can be megabytes. @default the `event_types` */
  fetch_event_types?: readonly string[] | undefined;
  /** Only these messages; by a channel's name, a topic, a sender's address or `is`. */
  narrow?: NarrowTerms | undefined;
  /** Messages of all public channels, not just of those subscribed to. @default false */
  all_public_streams?: boolean | undefined;
  /** `true` gives content as HTML, `false` as Markdown. @default false */
  apply_markdown?: boolean | undefined;
  /** @default true */
  client_gravatar?: boolean | undefined;
  /** @default false */
  include_subscribers?: boolean | "partial" | undefined;
  slim_presence?: boolean | undefined;
  presence_history_limit_days?: number | undefined;
  /** Forms of events this client understands, in addition to its own. */
  client_capabilities?: Readonly<Record<string, boolean>> | undefined;
}

/** What to fetch from a queue. */
export interface GetEvents {
  queue_id: string;
  /** The newest event that is done with; the server forgets it and all before. */
  last_event_id: number;
  /** Answers at once, if need be with nothing. @default false */
  dont_block?: boolean | undefined;
}

/** How `forEach` goes on. */
export interface ForEachOptions {
  /** Ends it. */
  signal?: AbortSignal | undefined;
  /** Hears of a handler's error; the next event follows all the same. @default it is logged */
  onError?: ((error: unknown, event: StreamEvent) => void) | undefined;
}

/** Forms of events that the schemas of this client are made for. */
const CAPABILITIES = {
  notification_settings_null: true,
  bulk_message_deletion: true,
  stream_typing_notifications: true,
  user_settings_object: true,
  linkifier_url_template: true,
  include_deactivated_groups: true,
  archived_channels: true,
  simplified_presence_events: true,
};

const Events: z.ZodType<RawEvent[]> = field(
  "events",
  z.array(openObject({ id: z.number(), type: z.string() })),
);

/** Real-time events. @see https://zulip.com/api/real-time-events */
export class EventsResource {
  constructor(
    private readonly transport: ZulipTransport,
    private readonly messages: MessagesResource,
  ) {}

  /**
   * Streams events as they happen, until the signal aborts, the loop is left or the client is closed.
   *
   * Lost connections and lost queues are made good: messages that were missed are fetched and come in order, none
   * twice; that other events may be missing is told by an event `gap`. Events of unknown kinds come as `unknown`.
   * The state at the beginning is in the stream's `ready()`; only `fetch_event_types` that are named are fetched.
   *
   * While a stream of messages is open, Zulip takes the account for online and does not notify it in other ways.
   *
   * @example
   * for await (const event of zulip.events.stream({ event_types: ["message"] })) {
   *   if (event.type === "message") console.log(event.message.content);
   * }
   * @throws UnauthorizedError or ForbiddenError while it runs, and whatever the server says to wrong parameters
   */
  stream(params: RegisterQueue = {}, options: { signal?: AbortSignal | undefined } = {}): EventStream {
    const { transport, messages } = this;
    // Before anything is sent, and not at the first event.
    registerNarrow(params.narrow);
    return new EventStream({ transport, events: this, messages, params, signal: options.signal });
  }

  /** Hands events to a handler, one after another; an error it throws does not end the stream. */
  async forEach(
    params: RegisterQueue,
    handler: (event: StreamEvent) => void | Promise<void>,
    { signal, onError }: ForEachOptions = {},
  ): Promise<void> {
    for await (const event of this.stream(params, { signal })) {
      try {
        await handler(event);
      } catch (error) {
        if (onError) onError(error, event);
        else this.transport.http.logger.error({ event: event.type, err: error }, "an event's handler failed");
      }
    }
  }

  /** Opens an event queue. @see https://zulip.com/api/register-queue */
  async register(params: RegisterQueue = {}, options?: RequestOptions): Promise<RegisterResult> {
    const client_capabilities = { ...CAPABILITIES, ...params.client_capabilities };
    const fields = { ...params, narrow: registerNarrow(params.narrow), client_capabilities };
    // A queue too many is harmless: the server drops it when nobody asks for it.
    const result = await this.transport.repeatablePost(path`register`, fields, RegisterResult, options);
    this.transport.server.learn(result);
    return result;
  }

  /**
   * Waits for a queue's events. It is asked by one caller at a time; the next one would send the first one home.
   *
   * @throws NotFoundError `BAD_EVENT_QUEUE_ID` when the queue is gone, ten minutes after it was last asked
   * @see https://zulip.com/api/get-events
   */
  async get(params: GetEvents, options?: RequestOptions): Promise<RawEvent[]> {
    const request = { method: "GET", path: path`events`, params, lane: "longpoll" } as const;
    return this.transport.request(request, Events, options);
  }

  /** Closes an event queue. @see https://zulip.com/api/delete-queue */
  async deleteQueue(queueId: string, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`events`, { queue_id: queueId }, Nothing, options);
  }
}
