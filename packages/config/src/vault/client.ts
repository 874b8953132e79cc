import type { Secret } from "@platformq/resilience";
import type { SettingSources } from "../settings.js";
import { VaultApi } from "./api.js";
import { MissingKeyError } from "./errors.js";
import { checkVaultOptions, type VaultOptions } from "./options.js";
import { vaultOptionsOf } from "./options-from-environment.js";
import { SecretCache, type SecretData } from "./secret-cache.js";
import { VaultSession } from "./session.js";

/**
 * Reads secrets of HashiCorp Vault's, or OpenBao's, KV engine, and follows them when they change.
 *
 * @example
 * await using vault = VaultClient.fromEnvironment();
 * const config = await loadConfigFromVault(vault);
 *
 * @see https://developer.hashicorp.com/vault/docs/secrets/kv
 */
export class VaultClient implements AsyncDisposable {
  readonly #api: VaultApi;
  readonly #session: VaultSession;
  readonly #cache: SecretCache;
  readonly #folder: string;

  /** @throws ConfigurationError naming everything that is missing or wrong. */
  constructor(options: VaultOptions) {
    const { auth, mount, prefix, kvVersion, cacheMs, ...apiOptions } = checkVaultOptions(options);
    this.#api = new VaultApi(apiOptions);
    this.#session = new VaultSession(this.#api, auth);
    this.#folder = prefix === "" ? mount : `${mount}/${prefix}`;
    const { clock, logger } = this.#api.http;
    this.#cache = new SecretCache({
      cacheMs,
      clock,
      logger,
      read: (path) => {
        const secret = `${prefix}/${path}`;
        return this.#session.use((token) => this.#api.readSecret(kvVersion, mount, secret, token));
      },
    });
  }

  /**
   * Makes a client of the environment: `VAULT_ADDR`, `VAULT_NAMESPACE`, and `VAULT_TOKEN`, or `VAULT_ROLE_ID` and
   * `VAULT_SECRET_ID`, or `VAULT_KUBERNETES_ROLE`. Options win over the environment, and that over `.env`.
   *
   * @throws ConfigurationError naming every variable that is missing or wrong. Values are never shown.
   */
  static fromEnvironment(options: Partial<VaultOptions> = {}, sources: SettingSources = {}): VaultClient {
    return new VaultClient(vaultOptionsOf(options, sources));
  }

  /**
   * Gives the texts of a secret by their keys, from memory while it is fresh.
   *
   * @param path Below mount and prefix, such as `zulip`.
   * @throws NotFoundError (`PATH_MISSING`, `AUTH_MISSING`), ForbiddenError (`DENIED`), UnauthorizedError (`LOGIN_REFUSED`,
   *   `TOKEN_REFUSED`), ServerError (`SEALED`, `STANDBY`), and what else a call can meet.
   */
  async read(path: string): Promise<SecretData> {
    return this.#cache.get(path);
  }

  /**
   * Makes a secret for a client, which follows what Vault has: it is read anew when it is old, and at once when it was
   * refused. Once read it never waits for Vault otherwise.
   *
   * @throws MissingKeyError
   */
  secret(path: string, key: string): Secret {
    const textIn = (data: SecretData): string => {
      const text = data[key];
      if (text === undefined) throw new MissingKeyError(this.locate(path), key);
      return text;
    };
    return (rejected) => {
      const data = this.#cache.known(path);
      if (data === undefined) return this.#cache.get(path).then(textIn);
      const text = textIn(data);
      return text === rejected ? this.#cache.renew(path).then(textIn) : text;
    };
  }

  /** Names the whole path of a secret, for messages. */
  locate(path: string): string {
    return `${this.#folder}/${path}`;
  }

  /** Stops renewing, revokes the token if it was got by a login, and waits for the calls under way. */
  async close(): Promise<void> {
    await this.#session.close();
    await this.#api.http.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
