import { path, type RequestOptions, ResponseError } from "@platformq/resilience";
import { ServerSettings } from "./schemas/server-settings.js";
import { OwnUser } from "./schemas/user.js";
import type { ZulipTransport } from "./transport.js";

/** Whom and what a client is connected to. */
export interface ConnectionReport {
  readonly service: "zulip";
  /** The account's e-mail address, as the API knows it. */
  readonly account: string;
  /** How long the server took to answer the first request. */
  readonly latencyMs: number;
  /** Such as `11.0`. */
  readonly version: string;
}

/** Zulip 7.0, the first that knows direct messages by that name and reports ignored parameters. */
const OLDEST_FEATURE_LEVEL = 185;

/** Checks address, credentials and version. */
export async function testConnection(
  transport: ZulipTransport,
  options?: RequestOptions,
): Promise<ConnectionReport> {
  const { http } = transport;
  const once: RequestOptions = { retry: false, ...options };
  const started = http.clock.now();
  // The user asks for the test because something was wrong: a credential refused before is tried again.
  const me = { method: "GET", path: path`users/me`, probesCredential: true } as const;
  const { email } = await transport.request(me, OwnUser, once);
  const latencyMs = http.clock.now() - started;
  const { zulip_version, zulip_feature_level } = await transport.get(
    path`server_settings`,
    {},
    ServerSettings,
    once,
  );
  if (zulip_feature_level < OLDEST_FEATURE_LEVEL) {
    throw new ResponseError(
      `${http.baseUrl} runs Zulip ${zulip_version}; 7.0 or newer is needed`,
      "UNSUPPORTED_VERSION",
      {
        service: "zulip",
        outcome: "rejected",
        attempts: 1,
      },
    );
  }
  return { service: "zulip", account: email, latencyMs, version: zulip_version };
}
