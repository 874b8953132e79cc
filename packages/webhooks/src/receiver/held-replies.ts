import type { Clock } from "@platformq/resilience";
import type { ZulipReply } from "../handlers/handler.js";

/** Fetched messages whose replies are kept; most have no webhook that could ever ask for them. */
const MAX_KEPT = 1_000;

/** What an answer that waits for the handlers can say. */
export interface HandlingResult {
  /** Whether all handlers were done in time. */
  readonly isDone: boolean;
  readonly reply: ZulipReply | undefined;
}

/** A request that is held until the handlers of its event have a reply. */
export interface HeldRequest {
  readonly result: Promise<HandlingResult>;
  /** Whether the event was fetched before, so that its handlers run although the webhook is a duplicate. */
  readonly isFetched: boolean;
  /** Holds it no longer. */
  cancel(): void;
}

const notDone: HandlingResult = { isDone: false, reply: undefined };

/** Brings the replies of handlers to the requests of Zulip that are held for them. */
export class HeldReplies {
  readonly #awaited = new Map<string, (result: HandlingResult) => void>();
  /** Events that were fetched, with the reply once there is one. */
  readonly #kept = new Map<string, ZulipReply | undefined>();

  constructor(private readonly clock: Clock) {}

  /** Holds a request for the handlers of its event, at most for so long. The first to ask gets the answer. */
  hold(eventId: string, timeoutMs: number): HeldRequest {
    if (this.#awaited.has(eventId)) return settled(notDone, false);
    const isFetched = this.#kept.has(eventId);
    const reply = this.#kept.get(eventId);
    this.#kept.delete(eventId);
    if (reply !== undefined) return settled({ isDone: true, reply }, isFetched);
    let settle = (_result: HandlingResult): void => {};
    const result = new Promise<HandlingResult>((resolve) => {
      settle = resolve;
    });
    const timer = this.clock.setTimeout(() => finish(notDone), timeoutMs);
    const finish = (value: HandlingResult): void => {
      timer.clear();
      this.#awaited.delete(eventId);
      settle(value);
    };
    this.#awaited.set(eventId, finish);
    return { result, isFetched, cancel: () => finish(notDone) };
  }

  /** Keeps the reply to a message that was fetched for its webhook, which may be later. Returns what forgets it. */
  keep(eventId: string): () => void {
    if (this.#awaited.has(eventId) || this.#kept.has(eventId)) return () => {};
    this.#kept.set(eventId, undefined);
    const [oldest = eventId] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT) this.#kept.delete(oldest);
    return () => void this.#kept.delete(eventId);
  }

  /** Tells of a reply. @returns whether there is a request that it can go to, or may be one. */
  reply(eventId: string, reply: ZulipReply): boolean {
    const finish = this.#awaited.get(eventId);
    if (finish !== undefined) finish({ isDone: false, reply });
    else if (this.#kept.has(eventId)) this.#kept.set(eventId, reply);
    else return false;
    return true;
  }

  /** Tells that the handlers have ended. Who waits hears of the first attempt; the next is too late for an answer. */
  end(eventId: string, isDone: boolean): void {
    this.#awaited.get(eventId)?.({ isDone, reply: undefined });
    if (this.#kept.get(eventId) === undefined) this.#kept.delete(eventId);
  }
}

function settled(result: HandlingResult, isFetched: boolean): HeldRequest {
  return { result: Promise.resolve(result), isFetched, cancel: () => {} };
}
