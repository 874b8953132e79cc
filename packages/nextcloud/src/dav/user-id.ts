import { AbortError } from "@platformq/resilience";

/**
 * Finds the account's user id once for everybody: WebDAV's paths need it, and the login may be an e-mail address.
 *
 * A look-up is shared, so it does not end with the call that began it; who gives up only stops waiting.
 */
export class UserId {
  #pending: Promise<string> | undefined;

  constructor(private readonly lookUp: () => Promise<string>) {}

  get(signal: AbortSignal | undefined): Promise<string> {
    this.#pending ??= this.lookUp().catch((error: unknown) => {
      this.#pending = undefined;
      throw error;
    });
    return signal ? abortable(this.#pending, signal) : this.#pending;
  }
}

function abortable<T>(pending: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void =>
      reject(new AbortError("Aborted before it was sent", { service: "nextcloud", cause: signal.reason }));
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    pending.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
