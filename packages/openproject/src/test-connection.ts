import {
  openObject,
  path,
  type RequestOptions,
  ResponseError,
  UnauthorizedError,
} from "@platformq/resilience";
import { z } from "zod";
import { Link } from "./hal/link.js";
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

const Root = openObject({
  _type: z.literal("Root"),
  coreVersion: z.string().optional(),
  _links: openObject({ user: Link.optional() }).optional(),
});

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
  const root = { method: "GET", path: path``, probesCredential: true } as const;
  const { coreVersion: version, _links } = await transport.request(root, Root, once);
  const latencyMs = http.clock.now() - started;
  if (version !== undefined && Number.parseInt(version, 10) < OLDEST_MAJOR) {
    throw new ResponseError(
      `${http.baseUrl} runs OpenProject ${version}; ${OLDEST_MAJOR} or newer is needed`,
      "UNSUPPORTED_VERSION",
      { service: "openproject", outcome: "rejected", attempts: 1 },
    );
  }
  if (_links?.user === undefined) {
    // A proxy took the credentials away, and the server lets anybody in: it would answer everything, with less in it.
    throw new UnauthorizedError(
      `${http.baseUrl} answered, but took this client for an anonymous visitor; does a proxy remove the Authorization header?`,
      "ANONYMOUS",
      { service: "openproject", status: 401, outcome: "rejected", attempts: 1 },
    );
  }
  const { login, name } = await transport.get(path`users/me`, {}, User, once);
  return {
    service: "openproject",
    account: login ?? name,
    latencyMs,
    ...(version !== undefined && { version }),
  };
}
