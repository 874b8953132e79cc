import { errorClassFor } from "../errors/api-error.js";
import { RateLimitError, ResponseError, TimeoutError } from "../errors/local-errors.js";
import type { ErrorContext, PlatformError } from "../errors/platform-error.js";
import { type AttemptOutcome, classify, type Verdict } from "../outcome.js";
import type { Call } from "../pipeline/call.js";
import { FailedAttempt, type Policies, type Work } from "../pipeline/pipeline.js";
import type { Permit } from "../policies/circuit-breaker.js";
import {
  type Answer,
  header,
  isStreamed,
  mediaType,
  type ResponseHeaders,
  type StreamedAnswer,
} from "./answer.js";
import type { Ticket } from "./credential-use.js";
import { decode, isEncoded } from "./decode.js";
import { type AttemptTimeout, Breakage, Exchange, type ExchangeSettings } from "./exchange.js";
import { wireError } from "./failure.js";
import type { HttpClient } from "./http-client.js";
import type { ReadContext } from "./reader.js";
import type { HttpRequest } from "./request.js";
import { readRetryAfter } from "./retry-after.js";
import type { ErrorAnswer, OutcomeException, VendorError } from "./service-rules.js";

const ERROR_TEXT_BYTES = 16 * 1024;
const NO_EXCEPTIONS: readonly OutcomeException[] = [];

/** One HTTP request as the pipeline's work: sends it, judges what comes back and makes the typed error. */
export class HttpWork implements Work<Answer | StreamedAnswer>, ExchangeSettings, ReadContext {
  status: number | undefined;
  #permit: Permit = -1;
  #judged = false;
  #ticket: Ticket | undefined;

  constructor(
    private readonly client: HttpClient,
    private readonly call: Call,
    private readonly request: HttpRequest,
    private readonly policies: Policies,
    readonly timeout: AttemptTimeout,
    /** What the answer is asked for as; a streamed one has no reader. */
    private readonly accept: string | undefined,
    private readonly streams: boolean,
  ) {}

  get label(): string {
    return this.client.label(this.request);
  }

  onBodyClosed(error: Error | null): void {
    this.policies.bulkhead?.closeBody();
    this.client.finish(this.call, this.status, error ?? undefined);
  }

  get maxBodyBytes(): number {
    return this.client.maxBodyBytes;
  }

  get errorContext(): ErrorContext {
    return { ...this.call.errorContext(), outcome: "unknown" };
  }

  prepare(call: Call): Promise<void> | undefined {
    const { credential } = this.client;
    if (credential === undefined || this.request.anonymous || this.client.isForeign(this.request))
      return undefined;
    this.#ticket = credential.proven();
    if (this.#ticket) return undefined;
    return credential.acquire(call, this.request.probesCredential === true).then((ticket) => {
      this.#ticket = ticket;
    });
  }

  abandon(): void {
    if (this.#ticket?.proving) this.#ticket.gate.unanswered();
    this.#ticket = undefined;
  }

  async refresh(): Promise<boolean> {
    if (this.#ticket === undefined || this.client.credential === undefined) return false;
    return this.client.credential.refresh(this.#ticket.authorization);
  }

  async attempt(call: Call, permit: Permit): Promise<Answer | StreamedAnswer | FailedAttempt> {
    this.#permit = permit;
    this.#judged = false;
    const exchange = new Exchange(call, this);
    this.client.send(this.request, this.accept, this.#ticket?.authorization, call, exchange);
    const result = await exchange.done;
    if (result instanceof Breakage) return this.#broken(call, result);
    this.#tellCredential(result.status);
    if (isStreamed(result)) {
      call.handedOver = true;
      this.policies.bulkhead?.handOver();
      return result;
    }
    const answer = isEncoded(result) ? await this.#decoded(call, result) : result;
    if (answer instanceof FailedAttempt) return answer;
    return answer.status < 400 ? answer : this.#refused(call, answer);
  }

  /** Judges what needs no body: a server that answers is alive. */
  onHeaders(status: number, _headers: ResponseHeaders): "buffer" | "stream" {
    this.status = status;
    if (status >= 400) return "buffer";
    this.policies.breaker?.success(this.#permit);
    this.#judged = true;
    return this.streams && status >= 200 && status < 300 ? "stream" : "buffer";
  }

  async #decoded(call: Call, answer: Answer): Promise<Answer | FailedAttempt> {
    try {
      return await decode(answer, this.maxBodyBytes);
    } catch (cause) {
      return this.#failed(call, { kind: "answered" }, (context) => {
        const text = `${this.label} → ${answer.status}: the body could not be decompressed`;
        return new ResponseError(text, "UNREADABLE_RESPONSE", { ...context, outcome: "unknown", cause });
      });
    }
  }

  #broken(call: Call, breakage: Breakage): FailedAttempt {
    if (this.#ticket?.proving) this.#ticket.gate.unanswered();
    const { failure, ended } = breakage;
    if (ended === undefined) {
      return this.#failed(call, failure.outcome, (context) => wireError(failure, this.label, context));
    }
    const sent = ended.outcome !== "not-sent";
    let outcome: AttemptOutcome = { kind: "ended", sent };
    if (ended instanceof TimeoutError) outcome = { kind: "broken", sent };
    if (ended instanceof ResponseError) outcome = { kind: "answered" };
    return this.#failed(call, outcome, () => ended);
  }

  #refused(call: Call, answer: Answer): Answer | FailedAttempt {
    const wasUnknown = call.outcome === "unknown";
    const { rules, clock } = this.client;
    const error = readAnswer(answer, call.operation);
    const vendor = rules.readError?.(error);
    const retryAfterMs = readRetryAfter(answer.status, answer.headers, clock) ?? vendor?.retryAfterMs;
    // After an attempt nobody knows the outcome of, "it is so already" is what the caller wanted.
    if (wasUnknown && this.#alreadySo(answer.status)) {
      this.policies.breaker?.success(this.#permit);
      return answer;
    }
    const outcome = outcomeOf(error, retryAfterMs, rules.exceptions ?? NO_EXCEPTIONS);
    return this.#failed(
      call,
      outcome,
      (context) => this.#apiError(error, vendor, retryAfterMs, context),
      retryAfterMs,
    );
  }

  /** Classifies, tells the breaker once, and makes the error with what is then known of the whole call. */
  #failed(
    call: Call,
    outcome: AttemptOutcome,
    makeError: (context: ErrorContext) => PlatformError,
    retryAfterMs?: number,
  ): FailedAttempt {
    const { method, idempotent } = this.request;
    const verdict = classify(outcome, { method, idempotent });
    this.#judge(verdict);
    call.note(verdict.outcome);
    return new FailedAttempt(makeError(call.errorContext()), verdict, retryAfterMs);
  }

  #judge(verdict: Verdict): void {
    const { breaker } = this.policies;
    // A body cut short is a failure even though its headers were a success.
    if (verdict.breaker === "failure") breaker?.failure(this.#permit);
    else if (this.#judged) return;
    else if (verdict.breaker === "success") breaker?.success(this.#permit);
    else breaker?.cancel(this.#permit);
  }

  #tellCredential(status: number): void {
    if (this.#ticket === undefined) return;
    if (status === 401) this.#ticket.gate.answered(false);
    else if (this.#ticket.proving) this.#ticket.gate.answered(true);
  }

  #alreadySo(status: number): boolean {
    const { alreadySo, method } = this.request;
    if (alreadySo) return alreadySo.includes(status);
    return (method === "DELETE" && status === 404) || (method === "MKCOL" && status === 405);
  }

  #apiError(
    answer: ErrorAnswer,
    vendor: VendorError | undefined,
    retryAfterMs: number | undefined,
    context: ErrorContext,
  ): PlatformError {
    const { scrubber } = this.client;
    const said = vendor?.message ? `: ${scrubber.scrub(vendor.message)}` : "";
    const reason = answer.statusText ? ` ${answer.statusText}` : "";
    const message = `${this.label} → ${answer.status}${reason}${said}`;
    if (answer.status === 429) {
      return new RateLimitError(message, vendor?.vendorCode ?? "RATE_LIMITED", retryAfterMs, context);
    }
    const [type, code] = vendor?.type ?? errorClassFor(answer.status);
    return new type(message, code, {
      ...context,
      status: answer.status,
      vendorCode: vendor?.vendorCode,
      requestId: header(answer, "x-request-id"),
      body: answer.json ?? answer.text,
    });
  }
}

function readAnswer(answer: Answer, operation: string): ErrorAnswer {
  const text = answer.body.toString("utf8", 0, ERROR_TEXT_BYTES);
  let json: unknown;
  if (mediaType(answer).endsWith("json")) {
    try {
      json = JSON.parse(text);
    } catch {
      // A proxy's page with the wrong type; its text is kept.
    }
  }
  return { ...answer, operation, text, json };
}

function outcomeOf(
  answer: ErrorAnswer,
  retryAfterMs: number | undefined,
  exceptions: readonly OutcomeException[],
): AttemptOutcome {
  for (const row of exceptions) {
    if (row.status !== answer.status) continue;
    if (row.operation && !row.operation.test(answer.operation)) continue;
    if (row.when && !row.when(answer)) continue;
    if (row.means === "maintenance") {
      return { kind: "response", status: answer.status, retryAfterMs, maintenance: true };
    }
    return { kind: row.means };
  }
  return { kind: "response", status: answer.status, retryAfterMs };
}
