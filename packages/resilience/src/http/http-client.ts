import type { Clock } from "../clock.js";
import { defaults } from "../defaults.js";
import { ClientClosedError } from "../errors/local-errors.js";
import { createLogger, type Logger, silentLogger } from "../log/logger.js";
import { isSecretName, Scrubber } from "../log/redact.js";
import type { Call, CallContext } from "../pipeline/call.js";
import { type Policies, runPipeline } from "../pipeline/pipeline.js";
import type { CircuitStateName } from "../policies/circuit-breaker.js";
import { deadlineOf } from "../policies/policy-options.js";
import { ConnectionPool, type Lane } from "../pool.js";
import { sweeperOf } from "../sweeper.js";
import { Observer } from "../telemetry/observer.js";
import type { ResponseHeaders, StreamedAnswer } from "./answer.js";
import { ClientHeaders, foreignHeaders } from "./client-headers.js";
import type { CloseOptions } from "./close-options.js";
import type { Credential } from "./credential.js";
import { CredentialUse } from "./credential-use.js";
import type { AttemptTimeout, Exchange } from "./exchange.js";
import { exchangeByFetch } from "./fetch-exchange.js";
import { HttpCall } from "./http-call.js";
import { createLanes } from "./lanes.js";
import { type CheckedOptions, type ClientOptions, checkOptions } from "./options.js";
import { operationName } from "./path.js";
import { PendingCalls } from "./pending-calls.js";
import { encodeQuery } from "./query.js";
import { asStream, type CallReader, type Reader } from "./reader.js";
import { redirected, withoutOurs } from "./redirect.js";
import type { HttpRequest, RequestOptions } from "./request.js";
import { checkRequestOptions, withOptions } from "./request-options.js";
import type { ServiceRules } from "./service-rules.js";
import { type Session, setCookiesOf } from "./session.js";
import { dispatchBody } from "./upload.js";

export interface HttpClientSettings {
  readonly rules: ServiceRules;
  readonly options: ClientOptions;
  /** Requests per second unless the options say otherwise. */
  readonly defaultRate: number;
  /** Who calls, for the rate limit: a user name or an e-mail address. */
  readonly account: string;
  readonly credential?: Credential | undefined;
  /** Goes along with the credential, to the client's own origin only. */
  readonly session?: Session | undefined;
}

/**
 * Sends requests to one service through the pipeline. The only place that knows of URLs, headers and connections; each
 * service's transport is built on it.
 */
export class HttpClient {
  readonly rules: ServiceRules;
  readonly scrubber = new Scrubber();
  readonly credential: CredentialUse | undefined;
  readonly #session: Session | undefined;
  readonly logger: Logger;
  readonly #options: CheckedOptions;
  readonly #origin: string;
  readonly #totalTimeout: AttemptTimeout;
  readonly #stallTimeout: AttemptTimeout;
  readonly #context: CallContext;
  readonly #pool: ConnectionPool;
  readonly #ownsPool: boolean;
  readonly #lanes: Readonly<Record<Lane, Policies>>;
  readonly observer: Observer;
  readonly #headers: ClientHeaders;
  readonly #pending = new PendingCalls();
  #closing: Promise<void> | undefined;

  constructor(settings: HttpClientSettings) {
    const { rules, account } = settings;
    const options = checkOptions(rules.name, settings.options, settings.defaultRate);
    this.rules = rules;
    this.#options = options;
    const { clock, state, url, timeoutMs } = options;
    this.#origin = url.origin;
    this.#totalTimeout = { ms: timeoutMs, kind: "total" };
    this.#stallTimeout = { ms: timeoutMs, kind: "stall" };
    this.#context = { service: rules.name, clock, sweeper: sweeperOf(clock) };
    this.#ownsPool = options.tls !== undefined;
    this.#pool = options.pool ?? (options.tls ? new ConnectionPool({ tls: options.tls }) : state.pool);
    this.logger =
      options.logger ??
      (options.logLevel ? createLogger({ level: options.logLevel, name: rules.name }) : silentLogger);
    this.observer = new Observer(rules.name, options.metrics ?? state.metrics, this.logger);
    this.#lanes = createLanes(rules.name, account, options, this.#pool, (name, from, to) => {
      const level = to === "open" ? "warn" : "info";
      this.logger[level]({ circuit: name, from, to }, `circuit ${to}`);
    });
    this.credential =
      settings.credential && new CredentialUse(settings.credential, url.origin, state, this.scrubber);
    this.#session = settings.session;
    this.#headers = new ClientHeaders(options.userAgent, options.headers);
  }

  /** The origin and path all requests begin with, without a slash at the end. */
  get baseUrl(): string {
    return this.#origin + this.#options.basePath;
  }

  /** The state of the server's circuit; `closed` when the client has none. */
  get circuit(): CircuitStateName {
    return this.#lanes.api.breaker?.state ?? "closed";
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  get maxBodyBytes(): number {
    return this.#options.maxBodyBytes;
  }

  /** `METHOD url` as messages may show it: no query, no secrets in the path. */
  label(request: HttpRequest): string {
    const { method, target, path } = request;
    return `${method} ${target?.origin ?? this.baseUrl}/${path.safe.replace(/^\//, "")}`;
  }

  /** Takes this client's secrets, and those of a request, out of a server's words. */
  scrub(text: string, request: HttpRequest): string {
    const secrets = new Scrubber();
    // An absolute URL's query is a signature, or may be one.
    const { path, target, secrets: more = [] } = request;
    for (const value of [...path.secrets, ...(target?.searchParams.values() ?? []), ...more])
      secrets.learn(value);
    for (const fields of [request.query, request.headers, this.#headers.own]) {
      for (const [name, value] of Object.entries(fields ?? {}))
        if (isSecretName(name)) secrets.learn(String(value));
    }
    return secrets.scrub(this.scrubber.scrub(text));
  }

  /** Whether a request goes to another origin than the client's, where its credentials have no business. */
  isForeign(request: HttpRequest): boolean {
    return request.target !== undefined && request.target.origin !== this.#origin;
  }

  /**
   * Sends a request and reads its answer whole.
   *
   * @throws PlatformError of any kind; see the outcome table.
   */
  request<T>(request: HttpRequest, reader: Reader<T>, options: RequestOptions = NO_OPTIONS): Promise<T> {
    // Only a reader that streams is ever given a stream.
    return this.#run(request, reader as CallReader<T>, options);
  }

  /**
   * Sends a request and hands its body over while it arrives. Retries end with the headers; the deadline does not.
   *
   * The connection is busy until the body was read to its end or destroyed.
   */
  stream(request: HttpRequest, options: RequestOptions = NO_OPTIONS): Promise<StreamedAnswer> {
    return this.#run(request, asStream, options);
  }

  /** Refuses new calls, waits for those under way, and closes the connections that are this client's own. */
  close({ timeoutMs = defaults.closeTimeoutMs }: CloseOptions = {}): Promise<void> {
    this.#closing ??= this.#close(timeoutMs);
    return this.#closing;
  }

  /** Puts one attempt on the wire; the exchange hears of everything that follows. */
  send(
    request: HttpRequest,
    accept: string | undefined,
    authorization: string | undefined,
    call: Call,
    exchange: Exchange,
  ): void {
    const { method, body, target, lane = "api" } = request;
    const headers = this.isForeign(request)
      ? foreignHeaders(accept)
      : this.#headers.for(accept, body?.kind === "bytes" ? body.contentType : undefined, authorization);
    if (request.headers) Object.assign(headers, request.headers, authorization && { authorization });
    const cookie = this.#sessionOf(request)?.cookie();
    if (cookie !== undefined) headers.cookie = cookie;
    if (body?.contentType !== undefined) headers["content-type"] ??= body.contentType;
    this.observer.attempt(call, headers);
    const origin = target?.origin ?? this.#origin;
    const path = target
      ? target.pathname + target.search
      : `${this.#options.basePath}/${request.path.wire}${encodeQuery(request.query)}`;
    const { fetch } = this.#options;
    if (fetch !== undefined) {
      const wire = { origin, path, method, headers, body, maxBodyBytes: this.maxBodyBytes };
      return void exchangeByFetch(fetch === "global" ? globalThis.fetch : fetch, wire, exchange);
    }
    this.#pool.dispatcher.dispatch(
      {
        origin,
        path,
        // undici's type knows fewer methods than HTTP; WebDAV's are as good.
        method: method as "GET",
        headers,
        body: dispatchBody(body, lane, headers, exchange),
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      exchange,
    );
  }

  /** Notes what an answer says of the session. */
  heard(request: HttpRequest, status: number, headers: ResponseHeaders): void {
    this.#sessionOf(request)?.answered(status, setCookiesOf(headers));
  }

  /**
   * Lets no request of this account pass for a time, because the server told its limit. Clients of the same account and
   * rate share it; without a rate limit there is nothing to hold.
   */
  pause(durationMs: number): void {
    this.#lanes.api.limiter?.pause(durationMs);
  }

  /** Counts a call that is over. */
  finished<T>(call: HttpCall<T>, error: unknown): void {
    // First, because an observer's logger is the user's and may throw.
    this.#pending.end();
    this.observer.ended(call, call.status, error);
  }

  /** The same request to where a redirect points; what was meant for our server stays behind on another origin. */
  towards(target: URL, request: HttpRequest): HttpRequest {
    const hop = redirected(request, target);
    return this.isForeign(hop) ? withoutOurs(hop) : hop;
  }

  /** The policies for another URL: another origin is none of our circuit's and limits' business. */
  policiesTowards(target: URL, { backoff, random, maxRetries }: Policies, lane: Lane): Policies {
    if (target.origin === this.#origin) return { ...this.#lanes[lane], maxRetries };
    return { backoff, random, maxRetries, bulkhead: this.#pool.bulkhead(target.origin, lane) };
  }

  /** Where a request goes. */
  urlOf(request: HttpRequest): URL {
    return request.target ?? new URL(`${this.baseUrl}/${request.path.wire}`);
  }

  #sessionOf(request: HttpRequest): Session | undefined {
    return request.anonymous || this.isForeign(request) ? undefined : this.#session;
  }

  async #close(timeoutMs: number): Promise<void> {
    const isIdle = await this.#pending.none(this.clock, timeoutMs);
    if (!this.#ownsPool) return;
    const closed = this.#pool.close();
    if (isIdle) await closed;
  }

  #run<T>(request: HttpRequest, reader: CallReader<T>, options: RequestOptions): Promise<T> {
    let call: HttpCall<T>;
    try {
      call = this.#createCall(request, reader, options);
    } catch (error) {
      return Promise.reject(error);
    }
    this.#pending.begin();
    this.observer.started(call, request.method, this.#origin);
    if (this.#closing) {
      const text = `The ${this.rules.name} client is closed; make a new one`;
      call.end(new ClientClosedError(text, call.errorContext()));
    }
    return runPipeline(call);
  }

  #createCall<T>(given: HttpRequest, reader: CallReader<T>, options: RequestOptions): HttpCall<T> {
    const lane = given.lane ?? "api";
    let request = given;
    let policies = this.#lanes[lane];
    if (options !== NO_OPTIONS || given.headers !== undefined) {
      const { method, path, operation = operationName(method, path.template) } = given;
      const context = { service: this.rules.name, operation };
      checkRequestOptions(options, context);
      request = withOptions(given, options, context);
      const { retry } = options;
      if (retry !== undefined) policies = { ...policies, maxRetries: retry === false ? 0 : retry };
    }
    if (request.target) policies = this.policiesTowards(request.target, policies, lane);
    return new HttpCall(this, request, reader, this.#context, this.#timeout(lane, options), policies, {
      signal: options.signal,
      deadlineMs: this.#deadlineMs(lane, options),
    });
  }

  #timeout(lane: Lane, options: RequestOptions): AttemptTimeout {
    if (options.timeoutMs === undefined) return lane === "transfer" ? this.#stallTimeout : this.#totalTimeout;
    return { ms: options.timeoutMs, kind: lane === "transfer" ? "stall" : "total" };
  }

  #deadlineMs(lane: Lane, { deadlineMs }: RequestOptions): number | undefined {
    if (deadlineMs !== undefined) return deadlineOf(deadlineMs);
    return lane === "api" ? this.#options.deadlineMs : undefined;
  }
}

const NO_OPTIONS: RequestOptions = Object.freeze({});
