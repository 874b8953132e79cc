import { type Clock, RateLimitError, type ResponseHeaders } from "@platformq/resilience";
import type { ServerFacts } from "./server-facts.js";

/** A longer wait is the caller's to decide on. */
const LONGEST_WAIT_MS = 60_000;
/** Calls that may be under way already when an answer tells how many are left. */
const UNDER_WAY = 16;

/** Keeps to the server's own limit, of which each answer tells how much is left, before it is hit. */
export class ServerPace {
  #pausedUntil = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: Clock,
    private readonly server: ServerFacts,
  ) {}

  /** Takes note of an answer's `X-RateLimit-` headers; servers without a limit send none. */
  heard(headers: ResponseHeaders): void {
    const remaining = Number(headers["x-ratelimit-remaining"] ?? Number.NaN);
    const limit = Number(headers["x-ratelimit-limit"] ?? Number.NaN);
    // A small limit is not to be eaten up by what is kept back.
    if (!(remaining <= Math.min(UNDER_WAY, limit / 10))) return;
    const reset = Number(headers["x-ratelimit-reset"] ?? Number.NaN);
    const waitMs = reset * 1000 - this.server.time();
    if (waitMs > 0) this.#pausedUntil = Math.max(this.#pausedUntil, this.clock.now() + waitMs);
  }

  /**
   * How long the next call has to wait, in milliseconds.
   *
   * @throws RateLimitError for more than a minute
   */
  waitMs(operation: string): number {
    if (this.#pausedUntil === Number.NEGATIVE_INFINITY) return 0;
    const waitMs = this.#pausedUntil - this.clock.now();
    if (waitMs <= LONGEST_WAIT_MS) return Math.max(0, waitMs);
    const text = `${operation} was not sent: the server takes no more calls for ${Math.ceil(waitMs)} ms`;
    throw new RateLimitError(text, "RATE_LIMIT_HIT", waitMs, { service: "zulip", operation });
  }
}
