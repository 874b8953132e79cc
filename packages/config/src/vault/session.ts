import {
  type Clock,
  ConfigurationError,
  ForbiddenError,
  type Logger,
  type Secret,
  type Timer,
  UnauthorizedError,
} from "@platformq/resilience";
import { readSecretFile } from "../file-secret.js";
import type { Grant, VaultApi } from "./api.js";
import type { VaultAuth } from "./auth.js";
import { loggable } from "./loggable.js";

interface Lease extends Grant {
  readonly expiresAt: number;
  /** How long it lived when it was new. A renewal that gives much less says that its maximum is near. */
  readonly fullMs: number;
}

/** Renewing at two thirds leaves time for a Vault that is away for a while. */
const RENEW_AFTER = 2 / 3;
const SHORTEST_WAIT_MS = 1000;
/** Kubernetes writes it anew before it expires. */
const SERVICE_ACCOUNT_TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/** Holds a token: gets it when it is first needed, renews it before it expires, and replaces it where that ends. */
export class VaultSession {
  readonly #api: VaultApi;
  readonly #auth: VaultAuth;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #lease: Lease | undefined;
  #signingIn: Promise<Lease> | undefined;
  #timer: Timer | undefined;
  #closed = false;

  constructor(api: VaultApi, auth: VaultAuth) {
    this.#api = api;
    this.#auth = auth;
    this.#clock = api.http.clock;
    this.#logger = api.http.logger;
  }

  /**
   * Does something with a token, and once more with another when the token turns out to be none any more.
   *
   * @throws UnauthorizedError when there is no other token.
   */
  async use<T>(request: (token: string) => Promise<T>): Promise<T> {
    const lease = await this.#current();
    try {
      return await request(lease.token);
    } catch (error) {
      // Vault says the same of a token it does not know and of one that may not do this.
      if (!(error instanceof ForbiddenError) || (await this.#isValid(lease.token))) throw error;
      // Another call may have replaced it meanwhile.
      const next = await (this.#lease === lease ? this.#signIn(lease.token) : this.#current());
      if (next.token !== lease.token) return request(next.token);
      throw new UnauthorizedError(
        "Vault does not accept the token: it has expired or was revoked, is of another namespace, or has neither a policy for this path nor the default one",
        "TOKEN_REFUSED",
        {
          service: "vault",
          operation: error.operation,
          status: error.status,
          outcome: "rejected",
          cause: error,
        },
      );
    }
  }

  /** Stops renewing, and revokes a token that was got by a login. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.clear();
    await this.#signingIn?.catch(() => {});
    const lease = this.#lease;
    if (lease === undefined || this.#auth.method === "token") return;
    await this.#attempt("revoked", () => this.#api.revokeSelf(lease.token));
  }

  #current(): Lease | Promise<Lease> {
    const lease = this.#lease;
    return lease !== undefined && this.#clock.now() < lease.expiresAt ? lease : this.#signIn();
  }

  async #isValid(token: string): Promise<boolean> {
    try {
      await this.#api.lookupSelf(token);
      return true;
    } catch (error) {
      if (error instanceof ForbiddenError) return false;
      throw error;
    }
  }

  async #signIn(refused?: string): Promise<Lease> {
    this.#signingIn ??= this.#login(refused)
      .then((grant) => this.#hold(grant, grant.durationMs))
      .finally(() => {
        this.#signingIn = undefined;
      });
    return this.#signingIn;
  }

  async #login(refused: string | undefined): Promise<Grant> {
    const auth = this.#auth;
    switch (auth.method) {
      case "approle": {
        const secretId = auth.secretId && (await present(auth.secretId));
        return this.#api.appRoleLogin(auth.mount ?? "approle", auth.roleId, secretId);
      }
      case "kubernetes": {
        const jwt = await present(auth.jwt ?? serviceAccountToken);
        return this.#api.kubernetesLogin(auth.mount ?? "kubernetes", auth.role, jwt);
      }
      case "token":
        return this.#lookUp(await present(auth.token, refused));
    }
  }

  /** Finds out how long a given token lives. One that may not even ask is used as it is. */
  async #lookUp(token: string): Promise<Grant> {
    try {
      return await this.#api.lookupSelf(token);
    } catch (error) {
      if (!(error instanceof ForbiddenError)) throw error;
      return { token, renewable: false, durationMs: Number.POSITIVE_INFINITY };
    }
  }

  #hold(grant: Grant, fullMs: number): Lease {
    this.#lease = { ...grant, fullMs, expiresAt: this.#clock.now() + grant.durationMs };
    this.#schedule(this.#lease);
    return this.#lease;
  }

  #schedule(lease: Lease): void {
    this.#timer?.clear();
    const remainingMs = lease.expiresAt - this.#clock.now();
    // What has expired is replaced when somebody needs it.
    if (this.#closed || remainingMs <= 0 || remainingMs === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.max(SHORTEST_WAIT_MS, remainingMs * RENEW_AFTER);
    this.#timer = this.#clock.setTimeout(() => void this.#renew(lease), delayMs);
    this.#timer.unref();
  }

  async #renew(lease: Lease): Promise<void> {
    if (lease.renewable) {
      await this.#attempt("renewed", async () => {
        const grant = await this.#api.renewSelf(lease.token);
        if (this.#lease === lease) this.#hold(grant, lease.fullMs);
      });
    }
    const held = this.#lease ?? lease;
    if (held.expiresAt - this.#clock.now() < held.fullMs / 2) {
      await this.#attempt("replaced", () => this.#signIn());
    }
    this.#schedule(this.#lease ?? lease);
  }

  async #attempt(what: string, act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.#logger.warn({ error: loggable(error) }, `the token of Vault could not be ${what}`);
    }
  }
}

function present(secret: Secret, refused?: string): string | Promise<string> {
  return typeof secret === "string" ? secret : secret(refused);
}

function serviceAccountToken(): string {
  try {
    return readSecretFile(SERVICE_ACCOUNT_TOKEN);
  } catch (cause) {
    throw new ConfigurationError(
      `${SERVICE_ACCOUNT_TOKEN} cannot be read; is this a pod with a service account?`,
      { service: "vault", cause },
    );
  }
}
