import { rootCertificates } from "node:tls";
import { NextcloudClient } from "@platformq/nextcloud";
import { OpenProjectClient } from "@platformq/openproject";
import { type ClientOptions, ConnectionPool, createLogger, type RateLimiter } from "@platformq/resilience";
import { ZulipClient } from "@platformq/zulip";
import type { Clients } from "./clients.js";
import type { AnyConfig, GeneralConfig } from "./config.js";
import { checkHealth, type PlatformHealth } from "./health.js";
import type { ServiceName } from "./services.js";

/** The clients of the services in use, on one pool, one metrics collector and one logger. */
export type Platform<S extends ServiceName = ServiceName> = Pick<Clients, S> & PlatformMethods<S>;

/** What a platform does beside its clients. */
export interface PlatformMethods<S extends ServiceName> extends AsyncDisposable {
  /** Tests the connections side by side. */
  checkHealth(): Promise<PlatformHealth<S>>;
  /** Waits for the calls under way and closes the connections. */
  close(): Promise<void>;
}

/** Options for all clients. */
export interface PlatformOptions extends Pick<ClientOptions, "logger" | "metrics" | "state" | "userAgent"> {
  /** Connections of your own, which stay open on `close()`. @default a pool as the configuration wants it */
  pool?: ConnectionPool | undefined;
  /** Makes what limits the calls to a service, instead of a token bucket; `close()` disposes of it. */
  rateLimiter?: ((service: ServiceName, requestsPerSecond: number) => DisposableLimiter) | undefined;
}

/** A limiter, with connections that are to be closed or without. */
export type DisposableLimiter = RateLimiter & Partial<AsyncDisposable>;

/** The services a configuration is certain to have. */
type ServicesOf<C> = { [S in ServiceName]: C extends Readonly<Record<S, object>> ? S : never }[ServiceName];

/** Makes the clients of a configuration. Nothing is sent yet. */
export function createPlatform<C extends AnyConfig>(
  config: C,
  options?: PlatformOptions,
): Platform<ServicesOf<C>>;
export function createPlatform(
  config: AnyConfig,
  { pool: givenPool, rateLimiter, ...options }: PlatformOptions = {},
): Partial<Clients> & PlatformMethods<never> {
  const pool = givenPool ?? createPool(config);
  const shared: Omit<ClientOptions, "baseUrl"> = {
    ...options,
    pool,
    logger: options.logger ?? loggerOf(config),
    timeoutMs: config.http.timeoutMs,
    retry: config.http.maxRetries,
    circuitBreaker: config.circuitBreaker,
  };
  const limiters: DisposableLimiter[] = [];
  const optionsOf = <T extends { readonly rateLimit: number }>(service: ServiceName, own: T) => {
    const limiter = rateLimiter?.(service, own.rateLimit);
    if (limiter !== undefined) limiters.push(limiter);
    return { ...shared, ...own, rateLimit: limiter ?? own.rateLimit };
  };
  const clients: Partial<Clients> = {
    ...(config.nextcloud && { nextcloud: new NextcloudClient(optionsOf("nextcloud", config.nextcloud)) }),
    ...(config.zulip && { zulip: new ZulipClient(optionsOf("zulip", config.zulip)) }),
    ...(config.openproject && {
      openproject: new OpenProjectClient(optionsOf("openproject", config.openproject)),
    }),
  };

  const close = async (): Promise<void> => {
    await Promise.all(Object.values(clients).map((client) => client.close()));
    await Promise.all(limiters.map(async (limiter) => limiter[Symbol.asyncDispose]?.()));
    if (givenPool === undefined) await pool.close();
  };
  return {
    ...clients,
    checkHealth: () => checkHealth(clients),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Makes the pool a configuration wants. */
export function createPool({ http }: GeneralConfig): ConnectionPool {
  return new ConnectionPool({
    connections: { api: http.connections },
    tls: http.ca === undefined ? undefined : { ca: [...rootCertificates, http.ca] },
  });
}

function loggerOf({ logLevel }: GeneralConfig): ClientOptions["logger"] {
  return logLevel === "silent" ? undefined : createLogger({ level: logLevel, name: "platformq" });
}
