import { createHash } from "node:crypto";
import { UnauthorizedError } from "../errors/api-error.js";
import type { Scrubber } from "../log/redact.js";
import type { Call } from "../pipeline/call.js";
import { orEnd } from "../pipeline/or-end.js";
import type { CredentialGate } from "../policies/credential-gate.js";
import type { ResilienceState } from "../state.js";
import { type Credential, secretsIn } from "./credential.js";

/** A credential on its way out: which value is used, and what is known of it. */
export interface Ticket {
  readonly authorization: string;
  readonly gate: CredentialGate;
}

/** One client's use of its credential: gate, latch and single-flight refresh. */
export class CredentialUse {
  #last: Ticket | undefined;
  #refreshing: Promise<boolean> | undefined;

  constructor(
    private readonly credential: Credential,
    private readonly origin: string,
    private readonly state: ResilienceState,
    private readonly scrubber: Scrubber,
  ) {}

  /**
   * Gives out the credential: at once when its value is at hand and was accepted before, else when it may be used.
   * Whoever waits before using it must look at its gate again.
   *
   * @param isSlow Whether the call's answer may be long in coming: others do not wait for it to prove the credential.
   * @param again Asks the server even if it refused this credential before.
   */
  ticket(call: Call, isSlow: boolean, again: boolean): Ticket | Promise<Ticket> {
    const authorization = this.credential.authorization();
    const last = this.#last;
    if (last !== undefined && last.authorization === authorization && last.gate.proven) return last;
    return this.#acquire(call, isSlow, again, authorization);
  }

  /** Gets another secret, once for all calls that were refused with this one. Tells whether there is one now. */
  async refresh(call: Call, rejected: string): Promise<boolean> {
    // Another call may have refreshed it while this one was under way.
    if ((await this.#authorization(call)) !== rejected) return true;
    if (this.credential.refresh === undefined) return false;
    this.#refreshing ??= this.credential.refresh(rejected).finally(() => {
      this.#refreshing = undefined;
    });
    // The refresh is everybody's: a call that ends stops waiting for it and leaves it running.
    await orEnd(call, this.#refreshing);
    return (await this.#authorization(call)) !== rejected;
  }

  async #acquire(
    call: Call,
    isSlow: boolean,
    again: boolean,
    given: string | Promise<string>,
  ): Promise<Ticket> {
    let authorization = await orEnd(call, given);
    for (let refreshed = false; ; refreshed = true) {
      const gate = this.#gateOf(authorization);
      if (!gate.proven) await gate.enter(call, isSlow, again);
      if (!gate.rejected) return { authorization, gate };
      // Only once: a refresh that gives refused secrets in turns would never end.
      if (refreshed || !(await this.refresh(call, authorization))) throw this.#refusal(call);
      authorization = await this.#authorization(call);
    }
  }

  /** The owner's code may take its time; a call that is over does not wait for it. */
  #authorization(call: Call): Promise<string> {
    return orEnd(call, this.credential.authorization());
  }

  #gateOf(authorization: string): CredentialGate {
    if (this.#last?.authorization === authorization) return this.#last.gate;
    for (const secret of secretsIn(authorization)) this.scrubber.learn(secret);
    const fingerprint = createHash("sha256").update(authorization).digest("base64");
    const gate = this.state.credentialGate(`${this.origin} ${fingerprint}`);
    this.#last = { authorization, gate };
    return gate;
  }

  #refusal(call: Call): UnauthorizedError {
    return new UnauthorizedError(
      `${call.operation} was not sent: ${this.origin} refused this credential before; correct it, or call testConnection() to try it again`,
      "CREDENTIAL_REJECTED",
      { ...call.errorContext(), status: 401 },
    );
  }
}
