import type { Timer } from "@platformq/resilience";
import type { ZulipTransport } from "../transport.js";

/** Tells others that the account is typing, again and again, until it is stopped. */
export class TypingNotice implements AsyncDisposable {
  readonly #transport: ZulipTransport;
  readonly #send: (op: "start" | "stop") => Promise<void>;
  readonly #forget: () => void;
  #timer: Timer | undefined;
  #stopped: Promise<void> | undefined;

  private constructor(transport: ZulipTransport, send: (op: "start" | "stop") => Promise<void>) {
    this.#transport = transport;
    this.#send = send;
    this.#forget = transport.endOnClose(() => this.stop());
  }

  /** Tells it for the first time. @throws what the server says to that; later failures are logged */
  static async start(
    transport: ZulipTransport,
    send: (op: "start" | "stop") => Promise<void>,
  ): Promise<TypingNotice> {
    await send("start");
    const notice = new TypingNotice(transport, send);
    notice.#repeat();
    return notice;
  }

  /** Tells that the account has stopped typing. */
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
      this.#send("start").catch((error: unknown) => http.logger.debug({ err: error }, "typing was not told"));
      if (this.#stopped === undefined) this.#repeat();
    }, server.typingRepeatMs);
    this.#timer.unref();
  }

  async #stop(): Promise<void> {
    this.#timer?.clear();
    this.#forget();
    await this.#send("stop");
  }
}
