import { NextcloudClient } from "@platformq/nextcloud";
import { ConnectionPool, getMetricsCollector, ResilienceState } from "@platformq/resilience";
import type { ProvisioningOptions } from "./provisioning-options.js";

/** Clients that sign in as users, on connections they share. */
export class UserClients {
  #pool: ConnectionPool | undefined;

  constructor(
    private readonly baseUrl: string,
    private readonly options: NonNullable<ProvisioningOptions["userClient"]> = {},
  ) {}

  /** Makes a client that exchanges the password, which takes the server a second to check, for an app password. */
  signIn(username: string, password: string | undefined): NextcloudClient {
    const {
      pool = this.#ownPool,
      metrics = getMetricsCollector(),
      // Limits and credentials are known by account: those of ten thousand users must not add up.
      state = new ResilienceState(),
      exchange = true,
    } = this.options;
    return new NextcloudClient({
      ...this.options,
      pool,
      metrics,
      state,
      exchange,
      baseUrl: this.baseUrl,
      username,
      password,
    });
  }

  /** With TLS options each client makes its own connections. */
  get #ownPool(): ConnectionPool | undefined {
    if (this.options.tls !== undefined) return undefined;
    this.#pool ??= new ConnectionPool();
    return this.#pool;
  }

  async close(): Promise<void> {
    await this.#pool?.close();
  }
}
