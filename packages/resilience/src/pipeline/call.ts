import { type Abortable, followSignal, unfollowSignal } from "../abort-hub.js";
import type { Clock } from "../clock.js";
import { AbortError, DeadlineExceededError } from "../errors/local-errors.js";
import type { ErrorContext, Outcome, PlatformError } from "../errors/platform-error.js";
import { Expiry, type Sweeper } from "../sweeper.js";

/** Where a call may be when it ends: the stage must let it go at once. */
export interface Stage {
  release(call: Call, error: PlatformError): void;
}

/** What every call needs to know of its client. */
export interface CallContext {
  readonly service: string;
  readonly clock: Clock;
  readonly sweeper: Sweeper;
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** The whole call's time in milliseconds. `undefined` is none. */
  deadlineMs?: number | undefined;
}

/** Most severe last: an attempt that may have had an effect is not undone by a later one that had none. */
const severity: Record<Outcome, number> = { "not-sent": 0, rejected: 1, unknown: 2 };

/**
 * One call of a user, over all its attempts: its deadline, its abort signal and what is known of its effect.
 *
 * A hundred thousand of them may wait at once. So a call is its own deadline entry and its own place in a queue, and
 * allocates neither.
 */
export class Call extends Expiry implements Abortable {
  readonly startedAt: number;
  attempts = 0;
  /** The worst any attempt so far may have left behind. */
  outcome: Outcome = "not-sent";
  /** Whether a request is out whose answer has not come. */
  onWire = false;
  /** Set when the body was handed to the caller: the call then ends with the body. */
  handedOver = false;
  /** Why the call is over before its time. */
  ended: PlatformError | undefined;
  /** Where it is, if that has to hear of its end. */
  stage: Stage | undefined;
  ahead: Call | undefined;
  behind: Call | undefined;
  /** Goes on after a wait: `true` when it was the call's turn, `false` when the call ended. */
  proceed: ((granted: boolean | Promise<boolean>) => void) | undefined;
  #signal: AbortSignal | undefined;

  constructor(
    readonly context: CallContext,
    readonly operation: string,
    options: CallOptions,
  ) {
    super();
    const { signal, deadlineMs } = options;
    if (deadlineMs === undefined) {
      this.startedAt = context.clock.now();
      this.at = Number.POSITIVE_INFINITY;
    } else {
      context.sweeper.watch(this, deadlineMs);
      this.startedAt = this.at - deadlineMs;
    }
    if (signal === undefined) return;
    if (signal.aborted) {
      this.abort(signal.reason);
    } else {
      this.#signal = signal;
      followSignal(signal, this);
    }
  }

  /** Whether its body goes to the caller while it arrives. */
  get streams(): boolean {
    return false;
  }

  /** Milliseconds left, `Infinity` without a deadline. */
  get remainingMs(): number {
    return this.at - this.context.clock.now();
  }

  /** What an error of this call carries; `outcome` is the worst of all attempts. */
  errorContext(cause?: unknown): ErrorContext {
    const { service } = this.context;
    const outcome = this.onWire ? "unknown" : this.outcome;
    return { service, operation: this.operation, outcome, attempts: this.attempts, cause };
  }

  /** Notes what an attempt may have left behind. */
  note(outcome: Outcome): void {
    if (severity[outcome] > severity[this.outcome]) this.outcome = outcome;
  }

  /** Throws when the call is over already. */
  throwIfEnded(): void {
    if (this.ended) throw this.ended;
  }

  abort(reason: unknown): void {
    this.end(new AbortError(`${this.operation} was aborted by the caller`, this.errorContext(reason)));
  }

  /** The deadline has come. */
  expired(): void {
    const deadlineMs = Math.round(this.at - this.startedAt);
    const text = `${this.operation} did not finish within its deadline of ${deadlineMs} ms`;
    this.end(new DeadlineExceededError(`${text}; raise deadlineMs or ask for less`, this.errorContext()));
  }

  /** Ends the call before its time; where it waits, it is let go at once. */
  end(error: PlatformError): void {
    if (this.ended) return;
    this.ended = error;
    this.stage?.release(this, error);
  }

  /** Ends the deadline and lets go of the signal. Must run once for every call. */
  close(): void {
    this.context.sweeper.cancel(this);
    if (this.#signal) unfollowSignal(this.#signal, this);
    this.#signal = undefined;
  }
}
