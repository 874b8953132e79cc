import type { RequestOptions, Timer } from "@platformq/resilience";
import type { ZulipTransport } from "../transport.js";

type Tell = (op: "start" | "stop", options: RequestOptions) => Promise<void>;

/** Tells others that the account is typing, again and again, until it is stopped. */
export class TypingNotice implements AsyncDisposable {
  readonly #transport: ZulipTransport;
  readonly #tell: Tell;
  readonly #options: RequestOptions;
  readonly #forget: () => void;
  #timer: Timer | undefined;
  #stopped: Promise<void> | undefined;

  private constructor(transport: ZulipTransport, tell: Tell, options: RequestOptions) {
    this.#transport = transport;
    this.#tell = tell;
    this.#options = options;
    const released = transport.endOnClose(() => this.stop());
    const onAbort = (): void => void this.stop();
    options.signal?.addEventListener("abort", onAbort);
    this.#forget = () => {
      released();
      options.signal?.removeEventListener("abort", onAbort);
    };
  }

  /** Tells it for the first time. @throws what the server says to that; later failures are logged */
  static async start(
    transport: ZulipTransport,
    tell: Tell,
    options: RequestOptions = {},
  ): Promise<TypingNotice> {
    await tell("start", options);
    const notice = new TypingNotice(transport, tell, options);
    if (options.signal?.aborted) await notice.stop();
    else notice.#repeat();
    return notice;
  }

  /** Tells that the account has stopped typing; that this failed is logged, the server forgets it soon by itself. */
  async stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** Servers forget who is typing soon after they were last told. */
  #repeat(): void {
    const { http, server } = this.#transport;
    this.#timer = http.clock.setTimeout(() => {
      void this.#tellQuietly("start", this.#options);
      if (this.#stopped === undefined) this.#repeat();
    }, server.typingRepeatMs);
    this.#timer.unref();
  }

  async #stop(): Promise<void> {
    this.#timer?.clear();
    this.#forget();
    // The signal ends the typing, not the news of that.
    await this.#tellQuietly("stop", { ...this.#options, signal: undefined });
  }

  async #tellQuietly(op: "start" | "stop", options: RequestOptions): Promise<void> {
    try {
      await this.#tell(op, options);
    } catch (error) {
      this.#transport.http.logger.debug({ err: error, op }, "typing was not told");
    }
  }
}
