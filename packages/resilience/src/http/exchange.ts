import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import { InvalidInputError, ResponseError, TimeoutError } from "../errors/local-errors.js";
import type { ErrorContext, PlatformError } from "../errors/platform-error.js";
import type { Call, Stage as CallStage } from "../pipeline/call.js";
import { Expiry } from "../sweeper.js";
import type { Answer, ResponseHeaders, StreamedAnswer } from "./answer.js";
import { BodyStream } from "./body-stream.js";
import { Breakage, readFailure, refusalOf, type Stage, wireError } from "./failure.js";

const EMPTY = Buffer.alloc(0);

/** What is awaited of a request's body: nobody has asked for it; its first bytes; the network's readiness; its next bytes. */
export type SourceState = "untouched" | "opening" | "waiting" | "reading";

/** How long an attempt may take: in all, or without a byte moving in either direction. */
export interface AttemptTimeout {
  readonly ms: number;
  readonly kind: "total" | "stall";
}

export interface ExchangeSettings {
  /** `METHOD url`, as errors begin. */
  readonly label: string;
  readonly timeout: AttemptTimeout;
  readonly maxBodyBytes: number;
  /** Called when the headers have come; says what becomes of the body. */
  onHeaders(status: number, headers: ResponseHeaders): "buffer" | "stream";
  /** Called once when a streamed body has ended, well or not. `broken` tells that server or network ended it. */
  onBodyClosed(error: Error | null, broken: boolean): void;
}

/** What an exchange needs of a connection; undici's controller is one. */
export interface Connection {
  pause(): void;
  resume(): void;
  abort(reason: Error): void;
}

/**
 * One request and its answer: an undici dispatch handler that collects the body, or streams it, and never throws.
 *
 * It is cheaper than `Pool.request`: no Readable, no signal and no timer per call.
 */
export class Exchange extends Expiry implements Dispatcher.DispatchHandler, CallStage {
  readonly done: Promise<Answer | StreamedAnswer | Breakage>;
  #resolve!: (result: Answer | StreamedAnswer | Breakage) => void;
  #settled = false;
  #released = false;
  #stage: Stage = "connecting";
  #connection: Connection | undefined;
  #endedBy: PlatformError | undefined;
  #broken = false;
  #status = 0;
  #statusText = "";
  #headers: ResponseHeaders = {};
  /** The body: most fit into one chunk. */
  #first: Buffer | undefined;
  #rest: Buffer[] | undefined;
  #bytes = 0;
  #stream: BodyStream | undefined;
  /** Closes the request's body, where that is read while it is sent. */
  #closeUpload: (() => void) | undefined;
  #paused = false;
  #movedAt = 0;
  /** Where the reading of the request's body is. Before its first bytes nothing goes out. */
  source: SourceState = "untouched";

  constructor(
    private readonly call: Call,
    private readonly settings: ExchangeSettings,
  ) {
    super();
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    call.context.sweeper.watch(this, settings.timeout.ms);
    this.#movedAt = this.at - settings.timeout.ms;
    call.stage = this;
  }

  /** The call is over: its caller gave up or its deadline came. */
  release(_call: Call, error: PlatformError): void {
    this.#end(error);
  }

  /** Takes charge of a body's end: undici leaves it open when there never was a connection to send it over. */
  uploads(close: () => void): void {
    this.#closeUpload = close;
  }

  /** Notes that bytes of the request moved, for uploads that take long. */
  progressed(): void {
    this.#movedAt = this.call.context.clock.now();
  }

  /** The caller's own stream failed: neither the network's fault nor the server's. */
  sourceFailed(cause: unknown): void {
    // It is closed when the attempt has failed, which it may take for a failure of its own.
    if (this.#released) return;
    const text = `${this.settings.label} was not finished: the body's source failed`;
    this.#end(new InvalidInputError(text, this.#uploadContext(cause)));
  }

  /** The request is not one that can be sent this way. */
  refuse(why: string): void {
    this.#end(
      new InvalidInputError(`${this.settings.label} cannot be sent: ${why}`, this.call.errorContext()),
    );
  }

  /** The request could not even be handed over: its body did not open, or the dispatcher refused it. */
  notSent(error: unknown): void {
    this.#fail(error instanceof Error ? error : new Error(String(error)));
  }

  onRequestStart(connection: Connection): void {
    this.#connection = connection;
    if (this.#endedBy) return connection.abort(this.#endedBy);
    this.#stage = "sent";
    this.call.onWire = true;
  }

  onResponseStart(_connection: unknown, status: number, headers: IncomingHttpHeaders, text?: string): void {
    // 1xx are announcements; the answer is still to come. A `fetch` that cannot be stopped may answer too late.
    if (status < 200 || this.#endedBy) return;
    this.#stage = "body";
    this.#status = status;
    this.#statusText = text ?? "";
    this.#headers = headers;
    if (this.#stalls) this.progressed();
    if (this.settings.onHeaders(status, headers) === "stream") this.#openStream();
  }

  onResponseData(_connection: unknown, chunk: Buffer): void {
    if (this.#endedBy) return;
    if (this.#stalls) this.progressed();
    if (this.#stream) return this.#stream.feed(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > this.settings.maxBodyBytes) {
      const { label, maxBodyBytes } = this.settings;
      const text = `${label} → the body is larger than maxBodyBytes (${maxBodyBytes}); stream it instead`;
      return this.#end(new ResponseError(text, "BODY_TOO_LARGE", this.call.errorContext()));
    }
    if (this.#first === undefined) this.#first = chunk;
    else if (this.#rest === undefined) this.#rest = [chunk];
    else this.#rest.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#endedBy) return;
    this.#settleBooks();
    // A server may answer before it has read everything, and then reads no more.
    this.#closeUpload?.();
    if (this.#stream) return this.#stream.complete();
    this.#settle(this.#answer());
  }

  onResponseError(_connection: unknown, error: Error): void {
    this.#fail(error);
  }

  /** The attempt has taken its time, or nothing has moved for as long. */
  expired(): void {
    const { timeout, label } = this.settings;
    const { sweeper, clock } = this.call.context;
    const stalls = this.#stalls;
    if (stalls) {
      // A reader that takes its time is not the server's silence.
      if (this.#paused) this.progressed();
      const leftMs = this.#movedAt + timeout.ms - clock.now();
      if (leftMs > 0) return sweeper.watch(this, leftMs);
      if (this.source === "opening" || this.source === "reading") {
        const text = `${label} was not finished: the body's source gave nothing for ${timeout.ms} ms`;
        return this.#end(new TimeoutError(text, "SOURCE_STALLED", this.#uploadContext()));
      }
    }
    this.#broken = true;
    const text = `${label} → ${stalls ? "nothing moved for" : "no answer within"} ${timeout.ms} ms`;
    this.#end(new TimeoutError(text, "ATTEMPT_TIMEOUT", this.call.errorContext()));
  }

  /** Whether only silence ends the attempt. A body in its reader's hands takes as long as the reader does. */
  get #stalls(): boolean {
    return this.settings.timeout.kind === "stall" || this.#stream !== undefined;
  }

  #openStream(): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    const source: Connection = {
      pause: () => {
        this.#paused = true;
        connection.pause();
      },
      resume: () => {
        if (this.#paused) this.progressed();
        this.#paused = false;
        connection.resume();
      },
      abort: (reason) => {
        // What undici says to this is no news of the server.
        this.#settleBooks();
        connection.abort(reason);
      },
    };
    this.#stream = new BodyStream(source, (error) => {
      this.#settleBooks();
      this.settings.onBodyClosed(error, this.#broken);
    });
    this.progressed();
    this.#settle({
      status: this.#status,
      statusText: this.#statusText,
      headers: this.#headers,
      body: this.#stream,
    });
  }

  #uploadContext(cause?: unknown): ErrorContext {
    const context = this.call.errorContext(cause);
    const isUnsent = this.source === "untouched" || this.source === "opening";
    return isUnsent ? { ...context, outcome: this.call.outcome } : context;
  }

  /** Ends the exchange from our side. The caller hears at once, even while the connection is still coming about. */
  #end(error: PlatformError): void {
    if (this.#endedBy) return;
    this.#endedBy = error;
    this.#connection?.abort(error);
    this.#fail(error);
  }

  #fail(error: Error): void {
    // What undici reports after we gave up must not touch the attempt that may run by now.
    if (this.#released) return;
    this.#closeUpload?.();
    this.#endedBy ??= this.#inputError(error);
    this.#broken ||= this.#endedBy === undefined;
    const failure = readFailure(error, this.#stage);
    if (this.#stream) {
      this.#stream.destroy(
        this.#endedBy ?? wireError(failure, this.settings.label, this.call.errorContext()),
      );
      return;
    }
    this.#settleBooks();
    // A refusal is one, although the words that explain it were cut short.
    const isRefusal = this.#status >= 400 && this.#endedBy === undefined;
    this.#settle(
      isRefusal ? this.#answer() : new Breakage(failure, this.#stage !== "connecting", this.#endedBy),
    );
  }

  #answer(): Answer {
    const first = this.#first ?? EMPTY;
    const body = this.#rest ? Buffer.concat([first, ...this.#rest], this.#bytes) : first;
    return { status: this.#status, statusText: this.#statusText, headers: this.#headers, body };
  }

  /** What the caller got wrong, if it was that: repeating it would fail again, and the server is not to blame. */
  #inputError(error: Error): InvalidInputError | undefined {
    if (this.#stage === "body") return undefined;
    const { label } = this.settings;
    const context = this.call.errorContext();
    if ("code" in error && error.code === "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH") {
      return new InvalidInputError(
        `${label} was not finished: the body is not of the length it was said to have`,
        context,
      );
    }
    const why = refusalOf(error, this.#stage);
    if (why === undefined) return undefined;
    return new InvalidInputError(`${label} cannot be sent: ${why}`, {
      ...context,
      outcome: this.call.outcome,
    });
  }

  #settleBooks(): void {
    if (this.#released) return;
    this.#released = true;
    this.call.onWire = false;
    this.call.context.sweeper.cancel(this);
    this.call.stage = undefined;
  }

  #settle(result: Answer | StreamedAnswer | Breakage): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#resolve(result);
  }
}
