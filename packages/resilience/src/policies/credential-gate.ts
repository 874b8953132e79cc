import type { Call } from "../pipeline/call.js";
import { WaitQueue } from "../pipeline/wait-queue.js";

/**
 * Sends a credential alone until a server has answered it with anything but 401.
 *
 * Nextcloud bans a whole IP address after eleven bad logins: sixty-four calls with a wrong password must not be
 * sixty-four bad logins. A final 401 latches the credential, and later calls fail here until it changes.
 */
export class CredentialGate {
  #state: "unproven" | "proven" | "rejected" = "unproven";
  #proving = false;
  readonly #queue = new WaitQueue();

  /** Whether calls may use the credential freely. */
  get proven(): boolean {
    return this.#state === "proven";
  }

  /** Whether the server has refused the credential for good. */
  get rejected(): boolean {
    return this.#state === "rejected";
  }

  /**
   * Waits until the credential is proven or it is this call's turn to prove it.
   *
   * @returns whether this call proves the credential: it must then call {@link answered} or {@link unanswered}.
   */
  async enter(call: Call, again: boolean): Promise<boolean> {
    // testConnection() asks again on purpose: the account may have been unlocked meanwhile.
    if (again && this.#state === "rejected") this.#state = "unproven";
    while (this.#state === "unproven" && this.#proving) {
      if (!(await this.#queue.wait(call))) call.throwIfEnded();
    }
    if (this.#state !== "unproven") return false;
    this.#proving = true;
    return true;
  }

  /** The server has answered the credential. */
  answered(accepted: boolean): void {
    this.#proving = false;
    this.#state = accepted ? "proven" : "rejected";
    while (this.#queue.wakeNext());
  }

  /** No answer came; the next call in line tries. */
  unanswered(): void {
    this.#proving = false;
    this.#queue.wakeNext();
  }
}
