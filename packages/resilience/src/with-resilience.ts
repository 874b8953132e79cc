import { type Clock, systemClock } from "./clock.js";
import { defaults } from "./defaults.js";
import { ConfigurationError, NetworkError, RateLimitError, TimeoutError } from "./errors/local-errors.js";
import { isPlatformError } from "./errors/platform-error.js";
import { readFailure } from "./http/failure.js";
import { type Logger, silentLogger } from "./log/logger.js";
import { type AttemptOutcome, classify } from "./outcome.js";
import type { Call, Stage } from "./pipeline/call.js";
import { FailedAttempt, PipelineCall, type Policies, runPipeline } from "./pipeline/pipeline.js";
import { Bulkhead, type BulkheadOptions } from "./policies/bulkhead.js";
import type { Permit } from "./policies/circuit-breaker.js";
import { FailureWindow } from "./policies/failure-window.js";
import {
  type CircuitBreakerOptions,
  deadlineOf,
  limiterOf,
  problemsOf,
  type RateLimitOptions,
  type RetryOptions,
  retryPolicies,
} from "./policies/policy-options.js";
import type { RateLimiter } from "./policies/token-bucket.js";
import { type ResilienceState, sharedState } from "./state.js";
import { Expiry, sweeperOf } from "./sweeper.js";
import { Observer } from "./telemetry/observer.js";

export interface ResilienceOptions<Args extends unknown[] = never> {
  /** Names the circuit, and the service in metrics. Functions of one name share one circuit. */
  name: string;
  /** One attempt, in milliseconds. @default 30_000 */
  timeoutMs?: number | undefined;
  /** The whole call, in milliseconds. @default false */
  deadlineMs?: number | false | undefined;
  /** @default { maxRetries: 3 } */
  retry?: RetryOptions | number | false | undefined;
  /** @default { threshold: 5, openMs: 60_000 } */
  circuitBreaker?: CircuitBreakerOptions | false | undefined;
  /** Calls per second. @default false */
  rateLimit?: number | RateLimitOptions | RateLimiter | false | undefined;
  /** Calls in flight. One whose time is up counts no more, though its function may still run. @default false */
  bulkhead?: number | BulkheadOptions | false | undefined;
  /**
   * Whether running it twice does no harm. With `false` it runs again only after failures that happened before
   * anything was sent. @default true
   */
  idempotent?: boolean | undefined;
  /** Says what an error means. @default statuses as in the outcome table; programming errors are final; all others are failures */
  classifyError?: ((error: unknown) => AttemptOutcome) | undefined;
  /** Finds the caller's `AbortSignal` among the arguments. */
  signalFrom?: ((...args: Args) => AbortSignal | undefined) | undefined;
  logger?: Logger | undefined;
  state?: ResilienceState | undefined;
  clock?: Clock | undefined;
  random?: (() => number) | undefined;
}

type AsyncFunction<This, Args extends unknown[], R> = (this: This, ...args: Args) => Promise<R>;

/** Wraps an asynchronous function, or decorates a method that is one. */
export type Resilient<Bound extends unknown[]> = <This, Args extends Bound, R>(
  target: AsyncFunction<This, Args, R>,
  context?: ClassMethodDecoratorContext<This, AsyncFunction<This, Args, R>>,
) => AsyncFunction<This, Args, R>;

/**
 * Puts any asynchronous function behind the pipeline: circuit, retries, limits, timeouts and metrics.
 *
 * @example const load = withResilience({ name: "billing" })(async (id: number) => fetchInvoice(id));
 * @example class Billing { @withResilience({ name: "billing" }) async load(id: number) { … } }
 * @throws what the function threw last; CircuitOpenError, RateLimitError, TimeoutError, DeadlineExceededError and
 *   AbortError of its own. At once: ConfigurationError naming every option that is wrong.
 */
export function withResilience<Bound extends unknown[] = never>(
  options: ResilienceOptions<Bound>,
): Resilient<[Bound] extends [never] ? unknown[] : Bound> {
  checkOptions(options);
  const { clock = systemClock, state = sharedState, name } = options;
  const policies = createPolicies(options, clock, state);
  const observer = new Observer(name, state.metrics, options.logger ?? silentLogger);
  const context = { service: name, clock, sweeper: sweeperOf(clock) };
  const deadlineMs = deadlineOf(options.deadlineMs);
  const attempts = { ...options, timeoutMs: options.timeoutMs ?? defaults.timeoutMs };

  return <This, Args extends unknown[], R>(
    target: AsyncFunction<This, Args, R>,
    decoration?: ClassMethodDecoratorContext<This, AsyncFunction<This, Args, R>>,
  ): AsyncFunction<This, Args, R> => {
    const operation = String(decoration?.name ?? (target.name || "anonymous"));
    return async function (...args) {
      const signal = options.signalFrom?.(...(args as unknown[] as Bound));
      const run = (): Promise<R> => target.apply(this, args);
      const call = new FunctionCall(run, attempts, policies, observer, context, operation, {
        signal,
        deadlineMs,
      });
      observer.started(call);
      return (await runPipeline(call)).value;
    };
  };
}

type AttemptOptions = Pick<ResilienceOptions, "idempotent" | "classifyError"> & { timeoutMs: number };

/** What an attempt of a function gives; boxed, so that whatever the function returns is a success. */
type Result<R> = { value: R } | FailedAttempt;

/** It was ended from our side. */
const ENDED: AttemptOutcome = { kind: "ended", sent: true };

/** One run of the function. */
class Run<R> extends Expiry implements Stage {
  readonly done: Promise<Result<R>>;
  #resolve!: (result: Result<R>) => void;
  #over = false;

  constructor(
    private readonly call: Call,
    private readonly permit: Permit,
    private readonly options: AttemptOptions,
    private readonly policies: Policies,
  ) {
    super();
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  start(run: () => Promise<R>): Promise<Result<R>> {
    this.call.context.sweeper.watch(this, this.options.timeoutMs);
    this.call.stage = this;
    this.call.onWire = true;
    // Also takes a function that throws before it returns a promise.
    new Promise<R>((resolve) => resolve(run()))
      .then(
        (value) => {
          if (this.#over) return;
          this.policies.breaker?.success(this.permit);
          this.#end({ value });
        },
        (error: unknown) => this.#fail(error, (this.options.classifyError ?? classifyError)(error)),
      )
      // The caller's own classification or breaker threw, which says nothing of the function.
      .catch((error: unknown) => this.#fail(error, ENDED));
    return this.done;
  }

  /** The function cannot be stopped; its caller hears at once all the same. */
  release(_call: Call, error: Error): void {
    this.#fail(error, ENDED);
  }

  expired(): void {
    const text = `${this.call.operation} did not finish within ${this.options.timeoutMs} ms`;
    const error = new TimeoutError(text, "ATTEMPT_TIMEOUT", this.call.errorContext());
    this.#fail(error, { kind: "broken", sent: true });
  }

  #fail(error: unknown, outcome: AttemptOutcome): void {
    if (this.#over) return;
    const verdict = classify(outcome, { method: "CALL", idempotent: this.options.idempotent ?? true });
    this.call.note(verdict.outcome);
    const { breaker } = this.policies;
    if (verdict.breaker === "failure") breaker?.failure(this.permit, error);
    else if (verdict.breaker === "success") breaker?.success(this.permit);
    else breaker?.cancel(this.permit);
    const retryAfterMs = outcome.kind === "response" ? outcome.retryAfterMs : undefined;
    this.#end(
      new FailedAttempt(
        error instanceof Error ? error : new Error(String(error), { cause: error }),
        verdict,
        retryAfterMs,
      ),
    );
  }

  #end(result: Result<R>): void {
    if (this.#over) return;
    this.#over = true;
    this.call.context.sweeper.cancel(this);
    this.call.stage = undefined;
    this.call.onWire = false;
    this.#resolve(result);
  }
}

/** One call of a wrapped function. */
class FunctionCall<R> extends PipelineCall<{ value: R }> {
  constructor(
    private readonly run: () => Promise<R>,
    private readonly attemptOptions: AttemptOptions,
    readonly policies: Policies,
    readonly observer: Observer,
    ...call: ConstructorParameters<typeof Call>
  ) {
    super(...call);
  }

  attempt(permit: Permit): Promise<Result<R>> {
    return new Run<R>(this, permit, this.attemptOptions, this.policies).start(this.run);
  }

  finish(error: unknown): void {
    this.close();
    this.observer.ended(this, undefined, error);
  }
}

/** Errors that come from wrong code: running it again gives them again. */
const PROGRAMMING_ERRORS = [TypeError, ReferenceError, SyntaxError, RangeError];

function classifyError(error: unknown): AttemptOutcome {
  // Whoever aborts it, by a signal we do not know of, wants no other try, and the service is not to blame.
  if (error instanceof Error && error.name === "AbortError") return ENDED;
  if (isPlatformError(error)) {
    if (error instanceof RateLimitError)
      return { kind: "response", status: 429, retryAfterMs: error.retryAfterMs };
    return error instanceof NetworkError || error instanceof TimeoutError
      ? { kind: "broken", sent: error.outcome !== "not-sent" }
      : { kind: "answered" };
  }
  if (typeof error === "object" && error !== null && "status" in error && typeof error.status === "number") {
    return { kind: "response", status: error.status };
  }
  // A failed fetch is a TypeError whose cause tells more.
  const failedFetch = error instanceof TypeError && error.cause instanceof Error;
  if (!failedFetch && PROGRAMMING_ERRORS.some((type) => error instanceof type)) return { kind: "answered" };
  return readFailure(error, "sent").outcome;
}

function createPolicies(
  options: Omit<ResilienceOptions, "signalFrom">,
  clock: Clock,
  state: ResilienceState,
): Policies {
  const { name, rateLimit = false, bulkhead = false, circuitBreaker = {}, random = Math.random } = options;
  return {
    breaker: circuitBreaker
      ? state.breaker({
          name,
          breaker:
            circuitBreaker.breaker ?? new FailureWindow({ threshold: circuitBreaker.threshold, clock }),
          openMs: circuitBreaker.openMs ?? defaults.breakerOpenMs,
          clock,
        })
      : undefined,
    limiter: limiterOf(rateLimit, clock),
    bulkhead: bulkhead
      ? new Bulkhead(typeof bulkhead === "number" ? { limit: bulkhead } : bulkhead)
      : undefined,
    ...retryPolicies(options.retry, random, () => state.budget(name)),
  };
}

function checkOptions(options: Omit<ResilienceOptions, "signalFrom">): void {
  const problems = problemsOf(options);
  const { bulkhead } = options;
  const limit = typeof bulkhead === "object" ? bulkhead.limit : bulkhead;
  if (limit !== undefined && limit !== false && !(limit >= 1)) {
    problems.push(`bulkhead must be 1 or more, not ${limit}`);
  }
  if (problems.length > 0) {
    throw new ConfigurationError(`withResilience(${options.name}) cannot be made: ${problems.join("; ")}`, {
      service: options.name,
    });
  }
}
