import { Dispatcher } from "undici";

/** A dispatcher without a network: answers in the next microtask, or never. */
export class StubDispatcher extends Dispatcher {
  readonly #answer: Buffer | undefined;
  readonly #headers = { "content-type": "application/json" };
  readonly #controller = {
    aborted: false,
    paused: false,
    reason: null,
    rawHeaders: null,
    rawTrailers: null,
    abort(): void {},
    pause(): void {},
    resume(): void {},
  };

  constructor(answer?: string) {
    super();
    this.#answer = answer === undefined ? undefined : Buffer.from(answer);
  }

  override dispatch(_options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const answer = this.#answer;
    if (answer === undefined) return true;
    queueMicrotask(() => {
      handler.onRequestStart?.(this.#controller, {});
      handler.onResponseStart?.(this.#controller, 200, this.#headers, "OK");
      handler.onResponseData?.(this.#controller, answer);
      handler.onResponseEnd?.(this.#controller, {});
    });
    return true;
  }
}
