import { errorClassFor } from "../errors/api-error.js";
import { RateLimitError, ResponseError } from "../errors/local-errors.js";
import type { ErrorContext, PlatformError } from "../errors/platform-error.js";
import { type AttemptOutcome, classify, type Verdict } from "../outcome.js";
import type { CallContext, CallOptions } from "../pipeline/call.js";
import { FailedAttempt, ONWARD, PipelineCall, type Policies } from "../pipeline/pipeline.js";
import type { Permit } from "../policies/circuit-breaker.js";
import type { Observer } from "../telemetry/observer.js";
import { type Answer, header, isStreamed, type ResponseHeaders, type StreamedAnswer } from "./answer.js";
import type { Ticket } from "./credential-use.js";
import { decode, isEncoded } from "./decode.js";
import { exceptionFor, outcomeOf, readErrorAnswer } from "./error-answer.js";
import { type AttemptTimeout, Exchange, type ExchangeSettings } from "./exchange.js";
import { Breakage, wireError } from "./failure.js";
import type { HttpClient } from "./http-client.js";
import { operationName } from "./path.js";
import type { CallReader, ReadContext } from "./reader.js";
import { isRedirect, redirectTarget } from "./redirect.js";
import type { HttpRequest } from "./request.js";
import { readRetryAfter } from "./retry-after.js";
import type { ErrorAnswer, VendorError } from "./service-rules.js";
import { isOfUsedConnection } from "./used-connection.js";

/** One HTTP request on its way through the pipeline: sends it, judges what comes back and makes the typed error. */
export class HttpCall<T> extends PipelineCall<T> implements ExchangeSettings, ReadContext {
  policies: Policies;
  status: number | undefined;
  #request: HttpRequest;
  #hops = 0;
  #permit: Permit = 0;
  #ticket: Ticket | undefined;
  #refused: string | undefined;

  constructor(
    private readonly client: HttpClient,
    request: HttpRequest,
    private readonly reader: CallReader<T>,
    context: CallContext,
    readonly timeout: AttemptTimeout,
    policies: Policies,
    options: CallOptions,
  ) {
    super(context, request.operation ?? operationName(request.method, request.path.template), options);
    this.#request = request;
    this.policies = policies;
  }

  get observer(): Observer {
    return this.client.observer;
  }

  override get streams(): boolean {
    return this.reader.streams === true;
  }

  get label(): string {
    return this.client.label(this.#request);
  }

  /** Takes secrets out of a server's words. */
  scrub(text: string): string {
    return this.client.scrub(text, this.#request);
  }

  get maxBodyBytes(): number {
    return this.client.maxBodyBytes;
  }

  override prepare(): Promise<void> | undefined {
    const { credential } = this.client;
    const request = this.#request;
    if (credential === undefined || request.anonymous || this.client.isForeign(request)) return undefined;
    const ticket = credential.ticket(this, this.#isSlow, request.probesCredential === true);
    if (ticket instanceof Promise) {
      return ticket.then((granted) => {
        this.#ticket = granted;
      });
    }
    this.#ticket = ticket;
    return undefined;
  }

  override isPrepared(): boolean {
    const gate = this.#ticket?.gate;
    if (gate === undefined || gate.proven) return true;
    return gate.claim(this, this.#isSlow);
  }

  /** Its answer comes when all of a body was sent, or when there are events. */
  get #isSlow(): boolean {
    return (this.#request.lane ?? "api") !== "api";
  }

  override async refresh(): Promise<boolean> {
    const { credential } = this.client;
    if (credential === undefined || this.#refused === undefined) return false;
    return credential.refresh(this, this.#refused);
  }

  async attempt(permit: Permit): Promise<T | FailedAttempt | typeof ONWARD> {
    this.#permit = permit;
    const exchange = new Exchange(this, this);
    const authorization = this.#ticket?.authorization;
    try {
      this.client.send(this.#request, this.reader.accept, authorization, this, exchange);
    } catch (error) {
      exchange.notSent(error);
    }
    const result = await exchange.done;
    this.#tellCredential(result);
    if (result instanceof Breakage) return this.#broken(result);
    if (isStreamed(result)) {
      this.handedOver = true;
      return this.reader.read(result, this);
    }
    const answer = isEncoded(result) ? await this.#decoded(result) : result;
    if (answer instanceof FailedAttempt) return answer;
    if (isRedirect(answer.status, this.#request)) return this.#redirect(answer);
    if (answer.status < 400) return this.reader.read(answer, this);
    return this.#answeredWithError(answer);
  }

  finish(error: unknown): void {
    this.close();
    this.client.finished(this, error);
  }

  onBodyClosed(error: Error | null, broken: boolean): void {
    // First, because who watches the circuit is the user's logger and may throw.
    this.policies.bulkhead?.closeBody();
    // A body cut short is a failure even though its headers were a success.
    if (broken) this.policies.breaker?.failure(this.#permit, error);
    this.finish(error ?? undefined);
  }

  /** Judges what needs no body: a server that answers is alive. */
  onHeaders(status: number, headers: ResponseHeaders): "buffer" | "stream" {
    this.status = status;
    this.client.heard(this.#request, status, headers);
    if (status >= 400) return "buffer";
    this.policies.breaker?.success(this.#permit);
    return this.reader.streams && status >= 200 && status < 300 ? "stream" : "buffer";
  }

  async #decoded(answer: Answer): Promise<Answer | FailedAttempt> {
    try {
      return await decode(answer, this.maxBodyBytes);
    } catch (cause) {
      // The status of a refusal says enough.
      if (answer.status >= 400) return { ...answer, body: Buffer.alloc(0) };
      return this.#failed({ kind: "answered" }, (context) => {
        const text = `${this.label} → ${answer.status}: the body could not be decompressed`;
        return new ResponseError(text, "UNREADABLE_RESPONSE", { ...context, outcome: "unknown", cause });
      });
    }
  }

  #redirect(answer: Answer): typeof ONWARD {
    const { client } = this;
    const target = redirectTarget(
      answer,
      this.#request,
      client.urlOf(this.#request),
      this.label,
      this.#hops++,
      this,
    );
    this.#request = client.towards(target, this.#request);
    this.policies = client.policiesTowards(target, this.policies, this.#request.lane ?? "api");
    return ONWARD;
  }

  #broken({ failure, sent, ended }: Breakage): FailedAttempt {
    if (ended === undefined) {
      const isStale = failure.outcome.kind === "broken" && isOfUsedConnection(failure.cause);
      return this.#failed(isStale ? { kind: "stale" } : failure.outcome, (context) =>
        wireError(failure, this.label, context),
      );
    }
    let outcome: AttemptOutcome = { kind: "ended", sent };
    // The silence of the caller's own source tells nothing of the server.
    if (ended.code === "ATTEMPT_TIMEOUT") outcome = { kind: "broken", sent };
    return this.#failed(outcome, () => ended);
  }

  #answeredWithError(answer: Answer): T | FailedAttempt {
    const { rules, clock } = this.client;
    const error = readErrorAnswer(answer, this.operation);
    const exception = exceptionFor(error, rules.exceptions);
    // After an attempt nobody knows the outcome of, "it is so already" is what the caller wanted.
    const isAlreadySo = exception?.means === "already-so" || this.#alreadySo(answer.status);
    if (isAlreadySo && this.outcome === "unknown") {
      this.policies.breaker?.success(this.#permit);
      return this.reader.read(answer, this);
    }
    const vendor = rules.readError?.(error);
    const retryAfterMs = readRetryAfter(answer.status, answer.headers, clock) ?? vendor?.retryAfterMs;
    return this.#failed(
      outcomeOf(answer.status, retryAfterMs, exception),
      (context) => this.#apiError(error, vendor, retryAfterMs, context),
      retryAfterMs,
    );
  }

  /** Classifies, tells the breaker, and makes the error with what is then known of the whole call. */
  #failed(
    outcome: AttemptOutcome,
    makeError: (context: ErrorContext) => PlatformError,
    retryAfterMs?: number,
  ): FailedAttempt {
    const { method, idempotent } = this.#request;
    const verdict = classify(outcome, { method, idempotent });
    this.note(verdict.outcome);
    const error = makeError(this.errorContext());
    this.#judge(verdict, error);
    return new FailedAttempt(error, verdict, retryAfterMs);
  }

  #judge(verdict: Verdict, error: PlatformError): void {
    const { breaker } = this.policies;
    if (verdict.breaker === "failure") breaker?.failure(this.#permit, error);
    else if (verdict.breaker === "success") breaker?.success(this.#permit);
    else breaker?.cancel(this.#permit);
  }

  /** Tells the credential's gate what its use came to, and remembers a refused one for the refresh. */
  #tellCredential(result: Answer | StreamedAnswer | Breakage): void {
    const ticket = this.#ticket;
    if (ticket === undefined) return;
    this.#ticket = undefined;
    const { gate, authorization } = ticket;
    if (!(result instanceof Breakage) && result.status === 401) {
      this.#refused = authorization;
      if (this.#request.judgesCredential === false) gate.unanswered(this);
      else gate.answered(false);
    } else if (!gate.proven) {
      if (!(result instanceof Breakage) && judgesCredential(result.status)) gate.answered(true);
      else gate.unanswered(this);
    }
  }

  #alreadySo(status: number): boolean {
    const { alreadySo, method } = this.#request;
    if (alreadySo) return alreadySo.includes(status);
    return (method === "DELETE" && status === 404) || (method === "MKCOL" && status === 405);
  }

  #apiError(
    answer: ErrorAnswer,
    vendor: VendorError | undefined,
    retryAfterMs: number | undefined,
    context: ErrorContext,
  ): PlatformError {
    const said = vendor?.message ? `: ${vendor.message}` : "";
    const reason = answer.statusText ? ` ${answer.statusText}` : "";
    const message = `${this.label} → ${answer.status}${this.scrub(reason + said)}`;
    const requestId = header(answer, "x-request-id");
    if (answer.status === 429) {
      return new RateLimitError(message, vendor?.vendorCode ?? "RATE_LIMITED", retryAfterMs, context);
    }
    const [type, code] = vendor?.type ?? errorClassFor(answer.status);
    return new type(message, code, {
      ...context,
      status: answer.status,
      vendorCode: vendor?.vendorCode,
      requestId: requestId && this.scrub(requestId),
      body: answer.json ?? answer.text,
    });
  }
}

/** These come from whoever had no time to look at the credential: a proxy, a limit, a server in trouble. */
function judgesCredential(status: number): boolean {
  return status < 500 && status !== 408 && status !== 425 && status !== 429;
}
