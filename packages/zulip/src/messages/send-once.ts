import { isPlatformError, path, pause, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field } from "../envelope.js";
import { type Narrow, narrow } from "../narrow.js";
import type { MessagesResource } from "../resources/messages.js";
import type { SentMessage } from "../schemas/message.js";
import type { ZulipTransport } from "../transport.js";
import type { SendMessage } from "./new-message.js";

/** How a message is kept from being sent twice. */
export interface SendOnce {
  /** Names the message: in one client, what was sent under a key is not sent under it again. */
  dedupeKey: string;
}

/** A message that arrived, by one attempt or another. */
export interface SentOnce extends SentMessage {
  /** Whether it was there already, from an earlier call or an attempt whose answer was lost. */
  readonly found: boolean;
}

const OwnId = field("user_id", z.number());

/** Keys and messages that are remembered; the oldest are forgotten first. */
const REMEMBERED = 10_000;
const MAX_SENDS = 3;
/** A server may still be at work on a message when the connection is gone: how long to wait before each look. */
const LOOK_AFTER_MS = [0, 1_000, 4_000];
/** The server tells the time, and dates messages, in whole seconds. */
const CLOCK_GRAIN_S = 2;

/** Sends messages that must arrive and must not arrive twice. */
export class OnceSender {
  readonly #sent = new Map<string, Promise<SentOnce>>();
  /** Messages that are known to have come from another call with the same text. */
  readonly #claimed = new Set<number>();
  #ownId: number | undefined;

  constructor(
    private readonly transport: ZulipTransport,
    private readonly messages: MessagesResource,
  ) {}

  async send(params: SendMessage, { dedupeKey }: SendOnce, options?: RequestOptions): Promise<SentOnce> {
    const earlier = this.#sent.get(dedupeKey);
    if (earlier !== undefined) return earlier.then((sent) => ({ ...sent, found: true }));
    const sending = this.#send(params, options);
    this.#remember(dedupeKey, sending);
    return sending;
  }

  #remember(key: string, sending: Promise<SentOnce>): void {
    this.#sent.set(key, sending);
    dropOldest(this.#sent);
    sending.then(
      ({ id }) => {
        this.#claimed.add(id);
        dropOldest(this.#claimed);
      },
      // What failed may be tried again under its key.
      () => this.#sent.delete(key),
    );
  }

  async #send(params: SendMessage, options?: RequestOptions): Promise<SentOnce> {
    const { clock } = this.transport.http;
    const started = clock.now();
    for (let sends = 1; ; sends++) {
      try {
        return { ...(await this.messages.send(params, options)), found: false };
      } catch (error) {
        if (!isPlatformError(error) || error.outcome !== "unknown" || options?.signal?.aborted) throw error;
        const found = await this.#look(params, started, options).catch(() => {
          // Nobody knows still, so the caller hears of the sending that failed, not of the search.
          throw error;
        });
        if (found !== undefined) return { id: found, found: true };
        if (sends === MAX_SENDS) throw error;
      }
    }
  }

  /** Looks for the message among those the account sent there since. */
  async #look(params: SendMessage, started: number, options?: RequestOptions): Promise<number | undefined> {
    for (const delayMs of LOOK_AFTER_MS) {
      await pause(this.transport.http.clock, delayMs, options?.signal);
      const found = await this.#find(params, started, options);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async #find(params: SendMessage, started: number, options?: RequestOptions): Promise<number | undefined> {
    const { http, server } = this.transport;
    const content = stored(params.content);
    // Not the address the client signs in with: a search goes by the one the API knows, which may be another.
    this.#ownId ??= await this.transport.get(path`users/me`, {}, OwnId, options);
    const page = await this.messages.list(
      { narrow: conversation(params).sender(this.#ownId), apply_markdown: false },
      options,
    );
    const sinceSeconds = (server.time() - (http.clock.now() - started)) / 1000 - CLOCK_GRAIN_S;
    return page.items.find((message) => {
      return (
        message.content === content && message.timestamp >= sinceSeconds && !this.#claimed.has(message.id)
      );
    })?.id;
  }
}

function dropOldest<K>(entries: {
  readonly size: number;
  keys(): Iterable<K>;
  delete(key: K): boolean;
}): void {
  if (entries.size <= REMEMBERED) return;
  for (const oldest of entries.keys()) {
    entries.delete(oldest);
    return;
  }
}

/** Where the message would be. */
function conversation(params: SendMessage): Narrow {
  if (params.type === "direct") {
    return narrow.dm(typeof params.to[0] === "number" ? params.to.map(Number) : params.to.join());
  }
  const channel = narrow.channel(params.to);
  const topic = params.topic.trim();
  // The server has a name of its own for no topic.
  return topic === "" || topic === "(no topic)" ? channel : channel.topic(topic);
}

/** The content as the server keeps it. */
function stored(content: string): string {
  return content.trimEnd().replace(/^\n+/, "");
}
