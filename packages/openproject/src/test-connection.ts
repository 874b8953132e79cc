import { path, type RequestOptions, ResponseError } from "@platformq/resilience";
import { z } from "zod";
import { User } from "./schemas/principal.js";
import type { OpenProjectTransport } from "./transport.js";

/** Whom and what a client is connected to. */
export interface ConnectionReport {
  readonly service: "openproject";
  /** The account's login, or its name where the login is hidden. */
  readonly account: string;
  /** How long the server took to answer the first request. */
  readonly latencyMs: number;
  /** Such as `17.0.1`; told to administrators only. */
  readonly version?: string;
}

const Root = z.looseObject({ _type: z.literal("Root"), coreVersion: z.string().optional() });

/** The oldest whose answers these models were compared with. */
const OLDEST_MAJOR = 14;

/** Checks address, credentials and version. */
export async function testConnection(
  transport: OpenProjectTransport,
  options?: RequestOptions,
): Promise<ConnectionReport> {
  const { http } = transport;
  const once: RequestOptions = { retry: false, ...options };
  const started = http.clock.now();
  // The user asks for the test because something was wrong: a credential refused before is tried again.
  const me = { method: "GET", path: path`users/me`, probesCredential: true } as const;
  const { login, name } = await transport.request(me, User, once);
  const latencyMs = http.clock.now() - started;
  const { coreVersion: version } = await transport.get(path``, {}, Root, once);
  if (version !== undefined && Number.parseInt(version, 10) < OLDEST_MAJOR) {
    throw new ResponseError(
      `${http.baseUrl} runs OpenProject ${version}; ${OLDEST_MAJOR} or newer is needed`,
      "UNSUPPORTED_VERSION",
      { service: "openproject", outcome: "rejected", attempts: 1 },
    );
  }
  return {
    service: "openproject",
    account: login ?? name,
    latencyMs,
    ...(version !== undefined && { version }),
  };
}
