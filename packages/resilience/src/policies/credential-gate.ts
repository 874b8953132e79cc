import type { Call } from "../pipeline/call.js";
import { WaitQueue } from "../pipeline/wait-queue.js";
import { Expiry } from "../sweeper.js";

/** How long others wait for a request that may be answered late, as an upload is, before one of them goes as well. */
const PATIENCE_MS = 5_000;

/** The time others wait for a slow proof. */
class Patience extends Expiry {
  constructor(private readonly end: () => void) {
    super();
  }

  expired(): void {
    this.end();
  }
}

/**
 * Sends a credential alone until a server has accepted it.
 *
 * Nextcloud bans a whole IP address after eleven bad logins: sixty-four calls with a wrong password must not be
 * sixty-four bad logins. A final 401 latches the credential, and later calls fail here until it changes.
 *
 * The right to go alone is claimed right before the request, not before its waiting: a call in a queue proves nothing.
 */
export class CredentialGate {
  #state: "unproven" | "proven" | "rejected" = "unproven";
  /** The call that proves the credential; others wait for it. */
  #prover: Call | undefined;
  /** Set when it may take long. */
  #patience: Patience | undefined;
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
   * Waits while another call proves the credential.
   *
   * @param isSlow Whether the call's answer may be long in coming. One that is quick does not wait for one that is slow.
   * @param again Lets it be proven once more after it was refused.
   */
  async enter(call: Call, isSlow: boolean, again: boolean): Promise<void> {
    // testConnection() asks again on purpose: the account may have been unlocked meanwhile.
    if (again && this.#state === "rejected") this.#state = "unproven";
    while (this.#isHeldFrom(isSlow)) {
      if (!(await this.#queue.wait(call))) call.throwIfEnded();
    }
  }

  /** Claims to prove the credential with a request that goes out now; `false` when the call may not use it. */
  claim(call: Call, isSlow: boolean): boolean {
    if (this.#state !== "unproven" || this.#isHeldFrom(isSlow)) return false;
    this.#letGo();
    this.#prover = call;
    if (isSlow) {
      this.#patience = new Patience(() => this.unanswered(call));
      call.context.sweeper.watch(this.#patience, PATIENCE_MS);
    }
    return true;
  }

  /** The server has answered the credential, whoever asked. */
  answered(accepted: boolean): void {
    // That request was out before the refusal of another.
    if (accepted && this.#state === "rejected") return;
    this.#state = accepted ? "proven" : "rejected";
    this.#letGo();
    this.#wakeAll();
  }

  /** No answer came to a call, or none that says anything of the credential; if it was to prove that, another tries. */
  unanswered(call: Call): void {
    if (this.#prover !== call) return;
    this.#letGo();
    this.#wakeAll();
  }

  #isHeldFrom(isSlow: boolean): boolean {
    if (this.#state !== "unproven" || this.#prover === undefined) return false;
    return isSlow || this.#patience === undefined;
  }

  #letGo(): void {
    if (this.#patience) this.#prover?.context.sweeper.cancel(this.#patience);
    this.#prover = this.#patience = undefined;
  }

  /** All of them: the first whose turn it is claims the proof, and one alone might end before that. */
  #wakeAll(): void {
    while (this.#queue.wakeNext());
  }
}
