import type { Logger } from "@platformq/resilience";
import type { WebhookEvent } from "../events/event.js";
import type { Platform } from "../platform.js";
import type { Handler, HandlerContext } from "./handler.js";
import { isKnownPattern, matcherOf } from "./pattern.js";

/** A handler with the check of whether an event is for it. */
export interface Registration {
  /** Calls the handler. */
  run(event: WebhookEvent, context: HandlerContext): unknown;
}

interface Entry extends Registration {
  readonly key: string;
  readonly handler: unknown;
  readonly once: boolean;
  matches(event: WebhookEvent): boolean;
}

/** The handlers of one event. */
export interface Taken {
  readonly registrations: readonly Registration[];
  /** Whether there is one that was added for this kind of event, and not just for any. */
  readonly isExpected: boolean;
}

/** The key of handlers for any event; those of a platform's begin with its name. */
const ANY = "*";

type Patterns = string | readonly string[];

/** Keeps the handlers and finds those of an event. */
export class HandlerRegistry {
  #entries: Entry[] = [];
  readonly #warned = new Set<string>();

  constructor(private readonly logger: Logger) {}

  /** Adds a handler for one or several kinds of events of a platform. Returns what takes it away again. */
  on(platform: Platform, patterns: Patterns, handler: Handler<never, unknown>, once: boolean): () => void {
    const matchers = listOf(patterns).map((pattern) => {
      if (!isKnownPattern(platform, pattern)) this.#warn(platform, pattern);
      return matcherOf(platform, pattern);
    });
    return this.#add({
      key: keyOf(platform, patterns),
      handler,
      once,
      matches: (event) => matchers.some((matches) => matches(event)),
      // The patterns name the events the handler takes, and it is called with no others.
      run: (event, context) => handler(event as never, context),
    });
  }

  /** Takes a handler away that was added for the same events. */
  off(platform: Platform, patterns: Patterns, handler: unknown): void {
    const key = keyOf(platform, patterns);
    this.#entries = this.#entries.filter((entry) => entry.key !== key || entry.handler !== handler);
  }

  /** Adds a handler for every event of every platform. */
  onAny(handler: Handler<WebhookEvent, unknown>): () => void {
    return this.#add({
      key: ANY,
      handler,
      once: false,
      matches: () => true,
      // Who sees everything must not answer for it: what it returns would be posted as a reply to Zulip.
      run: async (event, context) => void (await handler(event, context)),
    });
  }

  /** Finds the handlers of an event. Those that were added for one event only are gone afterwards. */
  take(event: WebhookEvent): Taken {
    const registrations = this.#entries.filter((entry) => entry.matches(event));
    if (registrations.some((entry) => entry.once)) {
      this.#entries = this.#entries.filter((entry) => !(entry.once && registrations.includes(entry)));
    }
    return { registrations, isExpected: registrations.some((entry) => entry.key !== ANY) };
  }

  /** Warns, once, of a name that may have been misspelt: its handler is called for what comes as `unknown` at most. */
  #warn(platform: Platform, pattern: string): void {
    const key = keyOf(platform, pattern);
    if (this.#warned.has(key)) return;
    this.#warned.add(key);
    this.logger.warn(
      { platform, pattern },
      "a handler waits for an event of which this version knows no name",
    );
  }

  #add(entry: Entry): () => void {
    this.#entries.push(entry);
    return () => {
      this.#entries = this.#entries.filter((other) => other !== entry);
    };
  }
}

function listOf(patterns: Patterns): readonly string[] {
  return typeof patterns === "string" ? [patterns] : patterns;
}

function keyOf(platform: Platform, patterns: Patterns): string {
  return [platform, ...listOf(patterns)].join(" ");
}
