import { path, type RequestOptions, ResponseError } from "@platformq/resilience";
import { ServerCapabilities } from "./schemas/capabilities.js";
import { User } from "./schemas/user.js";
import type { NextcloudTransport } from "./transport.js";

/** Whom and what a client is connected to. */
export interface ConnectionReport {
  readonly service: "nextcloud";
  /** The account's user id. */
  readonly account: string;
  /** How long the server took to answer the first request. */
  readonly latencyMs: number;
  /** Such as `32.0.1`. */
  readonly version: string;
}

/** 27 and older have been without security updates since 2024. */
const OLDEST_MAJOR = 28;

/** Checks address, credentials and version. */
export async function testConnection(
  { ocs, http, session }: NextcloudTransport,
  options?: RequestOptions,
): Promise<ConnectionReport> {
  const once: RequestOptions = { retry: false, ...options };
  const started = http.clock.now();
  // The user asks for the test because something was wrong: a credential refused before is tried again, and no session
  // may answer for one that is no longer good.
  session.forget();
  const me = { method: "GET", path: path`cloud/user`, probesCredential: true } as const;
  const { id } = await ocs.request(me, User, once);
  const latencyMs = http.clock.now() - started;
  const { version } = await ocs.get(path`cloud/capabilities`, {}, ServerCapabilities, once);
  if (version.major < OLDEST_MAJOR) {
    throw new ResponseError(
      `${http.baseUrl} runs Nextcloud ${version.string}; ${OLDEST_MAJOR} or newer is needed`,
      "UNSUPPORTED_VERSION",
      { service: "nextcloud", outcome: "rejected", attempts: 1 },
    );
  }
  return { service: "nextcloud", account: id, latencyMs, version: version.string };
}
