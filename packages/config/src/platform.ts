import { NextcloudClient } from "@platformq/nextcloud";
import { OpenProjectClient } from "@platformq/openproject";
import { type ClientOptions, ConnectionPool } from "@platformq/resilience";
import { ZulipClient } from "@platformq/zulip";
import type { Config } from "./load-config.js";

/** The three clients, on one pool, one metrics collector and one logger. */
export interface Platform extends AsyncDisposable {
  readonly nextcloud: NextcloudClient;
  readonly zulip: ZulipClient;
  readonly openproject: OpenProjectClient;
  /** Tests the three connections side by side. */
  checkHealth(): Promise<PlatformHealth>;
  /** Waits for the calls under way and closes the connections. */
  close(): Promise<void>;
}

type Report<Client extends { testConnection(): Promise<unknown> }> = Awaited<
  ReturnType<Client["testConnection"]>
>;

/** One service's state: what it told of itself, or why it cannot be used. */
export type ServiceHealth<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly error: unknown };

/** The state of the three services. */
export interface PlatformHealth {
  /** Whether all of them can be used. */
  readonly ok: boolean;
  readonly nextcloud: ServiceHealth<Report<NextcloudClient>>;
  readonly zulip: ServiceHealth<Report<ZulipClient>>;
  readonly openproject: ServiceHealth<Report<OpenProjectClient>>;
}

/** Options for all three clients, such as a logger or a metrics collector. */
export type PlatformOptions = Pick<ClientOptions, "logger" | "metrics" | "state" | "userAgent">;

/** Makes the three clients of a configuration. Nothing is sent yet. */
export function createPlatform(config: Config, options: PlatformOptions = {}): Platform {
  const pool = new ConnectionPool({ connections: { api: config.http.connections } });
  const shared: Omit<ClientOptions, "baseUrl"> = {
    ...options,
    pool,
    timeoutMs: config.http.timeoutMs,
    retry: config.http.maxRetries,
    circuitBreaker: config.circuitBreaker,
    logLevel: config.logLevel === "silent" ? undefined : config.logLevel,
  };
  const nextcloud = new NextcloudClient({ ...shared, ...config.nextcloud });
  const zulip = new ZulipClient({ ...shared, ...config.zulip });
  const openproject = new OpenProjectClient({ ...shared, ...config.openproject });

  const close = async (): Promise<void> => {
    await Promise.all([nextcloud.close(), zulip.close(), openproject.close()]);
    await pool.close();
  };
  return {
    nextcloud,
    zulip,
    openproject,
    async checkHealth() {
      const [one, two, three] = await Promise.all([health(nextcloud), health(zulip), health(openproject)]);
      return { ok: one.ok && two.ok && three.ok, nextcloud: one, zulip: two, openproject: three };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function health<T>(client: { testConnection(): Promise<T> }): Promise<ServiceHealth<T>> {
  try {
    return { ok: true, ...(await client.testConnection()) };
  } catch (error) {
    return { ok: false, error };
  }
}
