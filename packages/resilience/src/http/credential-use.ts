import { createHash } from "node:crypto";
import { UnauthorizedError } from "../errors/api-error.js";
import type { Scrubber } from "../log/redact.js";
import type { Call } from "../pipeline/call.js";
import type { CredentialGate } from "../policies/credential-gate.js";
import type { ResilienceState } from "../state.js";
import { type Credential, secretsIn } from "./credential.js";

/** A credential on its way out: which value is used, and whether this call is the one that proves it. */
export interface Ticket {
  readonly authorization: string;
  readonly gate: CredentialGate;
  readonly proving: boolean;
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

  /** The fast path: the value is at hand and was accepted before. */
  proven(): Ticket | undefined {
    const authorization = this.credential.authorization();
    if (typeof authorization !== "string" || this.#last?.authorization !== authorization) return undefined;
    return this.#last.gate.proven ? this.#last : undefined;
  }

  /**
   * Waits until the credential may be used.
   *
   * @param again Asks the server even if it refused this credential before.
   */
  async acquire(call: Call, again: boolean): Promise<Ticket> {
    for (;;) {
      const authorization = await this.credential.authorization();
      const gate = this.#gateOf(authorization);
      const proving = gate.proven ? false : await gate.enter(call, again);
      if (!gate.rejected) return { authorization, gate, proving };
      if (!(await this.refresh(authorization))) throw this.#refusal(call);
    }
  }

  /** Gets another secret, once for all calls that were refused with this one. */
  async refresh(rejected: string): Promise<boolean> {
    // Another call may have refreshed it while this one was under way.
    if ((await this.credential.authorization()) !== rejected) return true;
    if (this.credential.refresh === undefined) return false;
    this.#refreshing ??= this.credential.refresh(rejected).finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  #gateOf(authorization: string): CredentialGate {
    if (this.#last?.authorization === authorization) return this.#last.gate;
    for (const secret of secretsIn(authorization)) this.scrubber.learn(secret);
    const fingerprint = createHash("sha256").update(authorization).digest("base64");
    const gate = this.state.credentialGate(`${this.origin} ${fingerprint}`);
    this.#last = { authorization, gate, proving: false };
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
