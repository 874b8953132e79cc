import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.js";
import type { ZulipMessage, ZulipUser } from "./state.js";

/** An event without its id, which every queue counts for itself. */
export interface ZulipEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface NumberedEvent extends ZulipEvent {
  readonly id: number;
}

/** How long a queue lives without being asked for events. */
const IDLE_MS = 600_000;

/** The events of one registered client. */
export class EventQueue {
  readonly id = randomUUID();
  #events: NumberedEvent[] = [];
  #nextId = 0;
  #prunedTo = -1;
  #lastUsed: number;
  #wake: (() => void) | undefined;

  constructor(
    readonly user: ZulipUser,
    private readonly clock: Clock,
    /** `undefined` takes all. */
    readonly types: ReadonlySet<string> | undefined,
    /** Whether messages of all public channels are wanted, not just of those subscribed to. */
    readonly allPublicStreams: boolean,
    /** Whether content is wanted as HTML. */
    readonly applyMarkdown: boolean,
    /** Which messages are wanted. */
    readonly isNarrowedTo: (message: ZulipMessage) => boolean,
  ) {
    this.#lastUsed = clock.now();
  }

  get isExpired(): boolean {
    return this.#wake === undefined && this.clock.now() - this.#lastUsed > IDLE_MS;
  }

  /** Newest id that was handed out to be acknowledged and forgotten. */
  get prunedTo(): number {
    return this.#prunedTo;
  }

  has(eventId: number): boolean {
    return eventId === this.#prunedTo || this.#events.some(({ id }) => id === eventId);
  }

  push(event: ZulipEvent): void {
    if (event.type !== "heartbeat" && this.types && !this.types.has(event.type)) return;
    this.#events.push({ ...event, id: this.#nextId });
    this.#nextId += 1;
    this.#wake?.();
  }

  /** Forget everything up to an id: the client has it. */
  acknowledge(eventId: number): void {
    this.#lastUsed = this.clock.now();
    this.#prunedTo = Math.max(this.#prunedTo, eventId);
    this.#events = this.#events.filter(({ id }) => id > eventId);
  }

  /** The events not yet acknowledged. */
  pending(): readonly NumberedEvent[] {
    return [...this.#events];
  }

  /** Wait for an event; in vain once another waits, the client leaves or a heartbeat is due. */
  async wait(heartbeatMs: number, signal: AbortSignal): Promise<void> {
    // One poller per queue: a second one sends the first one home.
    this.#wake?.();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.push({ type: "heartbeat" }), heartbeatMs);
      const finish = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", finish);
        if (this.#wake === finish) this.#wake = undefined;
        this.#lastUsed = this.clock.now();
        resolve();
      };
      this.#wake = finish;
      signal.addEventListener("abort", finish);
    });
  }
}

/** The queues of all clients. */
export class EventQueues {
  readonly #queues = new Map<string, EventQueue>();

  add(queue: EventQueue): void {
    this.#queues.set(queue.id, queue);
  }

  /** A live queue of this user. */
  find(id: string, user: ZulipUser): EventQueue | undefined {
    const queue = this.#queues.get(id);
    if (queue?.isExpired) this.#queues.delete(id);
    return queue && !queue.isExpired && queue.user.user_id === user.user_id ? queue : undefined;
  }

  delete(queue: EventQueue): void {
    this.#queues.delete(queue.id);
  }

  /** Forget all queues, as a restart of the server may. */
  clear(): void {
    this.#queues.clear();
  }

  /** Give an event to the queues it concerns. */
  publish(
    event: ZulipEvent | ((queue: EventQueue) => ZulipEvent),
    concerns: (queue: EventQueue) => boolean = () => true,
  ): void {
    for (const queue of this.#queues.values()) {
      if (concerns(queue)) queue.push(typeof event === "function" ? event(queue) : event);
    }
  }
}
