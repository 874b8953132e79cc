import {
  AbortError,
  FullJitterBackoff,
  InvalidInputError,
  pause,
  type RequestOptions,
  ResponseError,
  TimeoutError,
} from "@platformq/resilience";
import type { EventsResource, RegisterQueue } from "../resources/events.js";
import type { MessagesResource } from "../resources/messages.js";
import { decodeEvent, type KnownEvent, type RawEvent, type UnknownEvent } from "../schemas/event.js";
import type { Message } from "../schemas/message.js";
import type { RegisterResult } from "../schemas/register.js";
import type { ZulipTransport } from "../transport.js";
import { isFinal, isRefused, retryAfterOf } from "./event-errors.js";
import { missedMessages, newestMessage, type WantedMessages } from "./missed-messages.js";

/** Events were lost: what is known of the server has to be taken from `state`. Messages follow, if they are not lost too. */
export interface GapEvent {
  readonly type: "gap";
  /** The server would not give the messages that were missed, or not all of them. */
  readonly areMessagesLost: boolean;
  /** The state at the new beginning, as far as `fetch_event_types` asks for it. */
  readonly state: RegisterResult;
}

/** A message that was fetched, because its event was lost. */
export interface MissedMessageEvent {
  readonly type: "message";
  readonly id?: undefined;
  readonly message: Message;
  readonly flags: readonly string[];
  readonly local_message_id?: undefined;
}

/** What an event stream brings. */
export type StreamEvent = KnownEvent | UnknownEvent | GapEvent | MissedMessageEvent;

/** How the stream works on; the resources are handed in because they make it. */
interface Settings {
  readonly transport: ZulipTransport;
  readonly events: EventsResource;
  readonly messages: MessagesResource;
  readonly params: RegisterQueue;
  readonly signal: AbortSignal | undefined;
}

interface Queue {
  readonly id: string;
  readonly timeoutMs: number;
  lastEventId: number;
}

/** What servers say themselves, but only along with all of `realm`. */
const DEFAULT_LONGPOLL_S = 90;
/** Beyond what the server says, so that it is the server that ends a poll. */
const MARGIN_MS = 5_000;
const BACKOFF = { baseMs: 1_000, maxMs: 60_000 };
const FAREWELL: RequestOptions = { timeoutMs: 5_000, deadlineMs: 5_000, retry: false };

/** Events of one account, one after another, across lost connections and lost queues. It has one reader. */
export class EventStream implements AsyncIterable<StreamEvent> {
  readonly #settings: Settings;
  readonly #backoff: FullJitterBackoff;
  readonly #ended = new AbortController();
  readonly #forget: () => void;
  #queue: Queue | undefined;
  #first: Promise<RegisterResult> | undefined;
  #stopped: Promise<void> | undefined;
  #hasReader = false;
  #failures = 0;
  /** The newest message the reader has, or had no need of. */
  #newestMessage: number | undefined;
  /** Messages that were fetched and may come as events too. */
  readonly #fetched = new Set<number>();

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#backoff = new FullJitterBackoff({ ...BACKOFF, random: settings.transport.random });
    const stop = (): Promise<void> => this.stop();
    const released = settings.transport.endOnClose(stop);
    const onAbort = (): void => void this.stop();
    settings.signal?.addEventListener("abort", onAbort);
    this.#forget = () => {
      released();
      settings.signal?.removeEventListener("abort", onAbort);
    };
    if (settings.signal?.aborted) void this.stop();
  }

  /**
   * Opens the queue, if it is not open yet, and gives the state that was asked for with `fetch_event_types`. All events
   * since then are in the stream.
   *
   * @throws AbortError when the stream was stopped; an ApiError when the server refuses the account or the parameters.
   */
  async ready(): Promise<RegisterResult> {
    this.#first ??= this.#register();
    return this.#first;
  }

  /** Ends the stream and closes its queue. The reader's loop ends without an error. */
  async stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<StreamEvent, void, undefined> {
    if (this.#hasReader) {
      // Two polls of one queue would send each other home.
      throw new InvalidInputError("An event stream has one reader; open another stream", {
        service: "zulip",
      });
    }
    this.#hasReader = true;
    try {
      await this.ready();
      while (!this.#isEnded) {
        const batch = await this.#poll();
        if (batch === undefined) yield* this.#recover();
        else yield* this.#deliver(batch);
      }
    } catch (error) {
      if (!this.#isEnded) throw error;
    } finally {
      await this.stop();
    }
  }

  get #isEnded(): boolean {
    return this.#ended.signal.aborted;
  }

  get #wantsMessages(): boolean {
    return this.#settings.params.event_types?.includes("message") ?? true;
  }

  /** Waits for events; `undefined` when the queue is gone. */
  async #poll(): Promise<readonly RawEvent[] | undefined> {
    const queue = this.#queue;
    if (queue === undefined) return undefined;
    const { id: queue_id, lastEventId: last_event_id, timeoutMs } = queue;
    const options = { signal: this.#ended.signal, timeoutMs, deadlineMs: false } as const;
    try {
      const events = await this.#settings.events.get({ queue_id, last_event_id }, options);
      if (events.length > 0) this.#failures = 0;
      // No server answers with nothing by itself; something in between must not make this a race.
      else await this.#backOff(undefined);
      return events;
    } catch (error) {
      if (this.#isEnded || isFinal(error)) throw error;
      if (isRefused(error)) return undefined;
      // A poll that nothing came of in its time says nothing about the connection; anything else does.
      if (!(error instanceof TimeoutError)) await this.#backOff(error);
      return [];
    }
  }

  async *#deliver(batch: readonly RawEvent[]): AsyncGenerator<StreamEvent, void, undefined> {
    for (const raw of batch) {
      const queue = this.#queue;
      // What was not acknowledged comes again.
      if (queue === undefined || raw.id <= queue.lastEventId) continue;
      const event = raw.type === "heartbeat" ? undefined : this.#accept(decodeEvent(raw));
      if (event !== undefined) yield event;
      if (this.#isEnded) return;
      queue.lastEventId = raw.id;
    }
  }

  #accept(event: KnownEvent | UnknownEvent): StreamEvent | undefined {
    if (event.type === "restart") this.#settings.transport.server.learn(event);
    if (event.type !== "message") return event;
    if (this.#fetched.delete(event.message.id)) return undefined;
    this.#noteMessage(event.message.id);
    return event;
  }

  /** Opens a new queue, tells of the gap, and brings the messages that fell into it. */
  async *#recover(): AsyncGenerator<StreamEvent, void, undefined> {
    const after = this.#newestMessage;
    this.#fetched.clear();
    // When a server restarts, all its clients are here at once.
    await this.#backOff(undefined);
    const state = await this.#register();
    const { event_types } = this.#settings.params;
    if (event_types?.some((type) => type !== "message") ?? true) {
      yield { type: "gap", areMessagesLost: false, state };
    }
    if (this.#wantsMessages && after !== undefined) yield* this.#fetchMissed(after, state);
  }

  get #wanted(): WantedMessages {
    const { narrow, all_public_streams, client_gravatar, apply_markdown = false } = this.#settings.params;
    return { narrow, all_public_streams, client_gravatar, apply_markdown };
  }

  async *#fetchMissed(after: number, state: RegisterResult): AsyncGenerator<StreamEvent, void, undefined> {
    const { max_message_id = 0 } = state;
    const options = { signal: this.#ended.signal };
    let from = after;
    while (!this.#isEnded) {
      try {
        for await (const message of missedMessages(this.#settings.messages, this.#wanted, from, options)) {
          from = message.id;
          // Older ones were there before the new queue.
          if (message.id > max_message_id) this.#fetched.add(message.id);
          this.#noteMessage(message.id);
          yield { type: "message", message, flags: message.flags ?? [] };
        }
        return;
      } catch (error) {
        if (this.#isEnded || isFinal(error)) throw error;
        // To ask again would bring the same answer, and nothing new would ever be heard of.
        if (isRefused(error) || error instanceof ResponseError) {
          yield { type: "gap", areMessagesLost: true, state };
          return;
        }
        await this.#backOff(error);
      }
    }
  }

  /**
   * Finds the message the stream begins after. That is asked before the queue is opened: what is sent in between is
   * fetched should the queue be lost, where the other way round it would be missed.
   */
  async #beginning(): Promise<number | undefined> {
    if (!this.#wantsMessages) return undefined;
    try {
      return await newestMessage(this.#settings.messages, this.#wanted, { signal: this.#ended.signal });
    } catch (error) {
      // A channel that is not there yet: whatever is written in it is newer than all there is.
      if (isRefused(error) && !isFinal(error)) return undefined;
      throw error;
    }
  }

  /** Opens a queue, however often that takes. */
  async #register(): Promise<RegisterResult> {
    this.#queue = undefined;
    const { events, params } = this.#settings;
    while (!this.#isEnded) {
      try {
        this.#newestMessage ??= await this.#beginning();
        const state = await events.register(this.#registration(params), { signal: this.#ended.signal });
        const seconds = state.event_queue_longpoll_timeout_seconds ?? DEFAULT_LONGPOLL_S;
        if (state.queue_id) {
          const lastEventId = state.last_event_id ?? -1;
          this.#queue = { id: state.queue_id, lastEventId, timeoutMs: seconds * 1000 + MARGIN_MS };
        }
        this.#failures = 0;
        this.#newestMessage ??= state.max_message_id;
        return state;
      } catch (error) {
        if (this.#isEnded) break;
        // Here it is the parameters that a server refuses, which will not change.
        if (isFinal(error) || isRefused(error)) throw error;
        await this.#backOff(error);
      }
    }
    throw new AbortError("The event stream was stopped", { service: "zulip" });
  }

  /** Asks for the newest message's id too, from which to go on should the queue be lost. */
  #registration(params: RegisterQueue): RegisterQueue {
    const fetched = params.fetch_event_types ?? [];
    const needed = this.#wantsMessages && !fetched.includes("message") ? ["message"] : [];
    return { ...params, fetch_event_types: [...fetched, ...needed] };
  }

  async #backOff(error: unknown): Promise<void> {
    this.#failures++;
    const { duration } = this.#backoff.next({ attempt: this.#failures });
    const told = retryAfterOf(error);
    await pause(this.#settings.transport.http.clock, Math.max(duration, told), this.#ended.signal);
  }

  #noteMessage(id: number): void {
    this.#newestMessage = Math.max(this.#newestMessage ?? id, id);
  }

  async #stop(): Promise<void> {
    this.#ended.abort();
    this.#forget();
    const queue = this.#queue;
    if (queue === undefined) return;
    this.#queue = undefined;
    // While a queue is open, the server takes the account for online and sends it no notifications.
    await this.#settings.events.deleteQueue(queue.id, FAREWELL).catch(() => {});
  }
}
