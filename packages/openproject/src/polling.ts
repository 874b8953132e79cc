import {
  AbortError,
  CircuitOpenError,
  type Clock,
  DeadlineExceededError,
  NetworkError,
  pause,
  RateLimitError,
  type RequestOptions,
  ServerError,
  TimeoutError,
} from "@platformq/resilience";

/** How to wait for what the server does in the background. */
export interface WaitParams {
  /** The first pause between two questions, in milliseconds; later ones grow to ten times that. @default 500 */
  pollMs?: number | undefined;
  /** How long to wait in all, in milliseconds; a question under way ends with it. @default 600_000 */
  timeoutMs?: number | undefined;
}

const GROWTH = 1.5;
const SLOWEST = 10;

/** Failures that say nothing of what is waited for, and pass: of the server, of the network, of a limit. */
const PASSING = [
  NetworkError,
  TimeoutError,
  DeadlineExceededError,
  CircuitOpenError,
  RateLimitError,
  ServerError,
];

/**
 * Asks again and again until there is an answer. A server that fails meanwhile is asked again too.
 *
 * @param what What is waited for, as the errors call it.
 * @param ask Gives the answer, or `undefined` while there is none.
 * @throws DeadlineExceededError, whose cause is how the last question failed, if it did; AbortError.
 */
export async function poll<T>(
  clock: Clock,
  what: string,
  ask: (options: RequestOptions) => Promise<T | undefined>,
  { pollMs = 500, timeoutMs = 600_000 }: WaitParams,
  options: RequestOptions = {},
): Promise<T> {
  const endsAt = clock.now() + timeoutMs;
  for (let pauseMs = pollMs; ; pauseMs = Math.min(pauseMs * GROWTH, pollMs * SLOWEST)) {
    let failure: unknown;
    try {
      const answer = await ask({ ...options, deadlineMs: shorter(options.deadlineMs, endsAt - clock.now()) });
      if (answer !== undefined) return answer;
    } catch (error) {
      if (!PASSING.some((type) => error instanceof type)) throw error;
      failure = error;
    }
    if (clock.now() + pauseMs >= endsAt) {
      throw new DeadlineExceededError(`Waited ${timeoutMs} ms for ${what}, in vain`, {
        service: "openproject",
        outcome: "unknown",
        cause: failure,
      });
    }
    await pause(clock, pauseMs, options.signal);
    if (options.signal?.aborted) {
      throw new AbortError(`The caller stopped waiting for ${what}`, {
        service: "openproject",
        outcome: "unknown",
        cause: options.signal.reason,
      });
    }
  }
}

/** The first question is asked even if there is no time at all to wait. */
function shorter(deadlineMs: number | false | undefined, leftMs: number): number {
  return Math.min(
    deadlineMs === undefined || deadlineMs === false ? Infinity : deadlineMs,
    Math.max(1, Math.ceil(leftMs)),
  );
}
