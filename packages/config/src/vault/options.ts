import { type ClientOptions, ConfigurationError } from "@platformq/resilience";
import type { VaultAuth } from "./auth.js";

/** What a client of Vault, or of OpenBao, is made of. `baseUrl` is Vault's address, such as `https://vault:8200`. */
export interface VaultOptions extends ClientOptions {
  readonly auth: VaultAuth;
  /** The namespace, of Vault Enterprise or OpenBao. @default none */
  readonly namespace?: string | undefined;
  /** Where the KV secrets engine is mounted. @default "secret" */
  readonly mount?: string | undefined;
  /** The path below the mount under which all secrets are. @default "platformq" */
  readonly prefix?: string | undefined;
  /** @default 2 */
  readonly kvVersion?: 1 | 2 | undefined;
  /** How long a secret is taken from memory, in milliseconds; then it is read anew behind the calls. @default 300_000 */
  readonly cacheMs?: number | undefined;
}

interface CheckedVaultOptions extends VaultOptions {
  readonly mount: string;
  readonly prefix: string;
  readonly kvVersion: 1 | 2;
  readonly cacheMs: number;
}

/** Refuses incomplete options and fills in the defaults. @throws ConfigurationError naming all that is wrong. */
export function checkVaultOptions(options: VaultOptions): CheckedVaultOptions {
  const { baseUrl, auth, mount = "secret", prefix = "platformq", kvVersion = 2, cacheMs = 300_000 } = options;
  const problems = [
    ...(baseUrl ? [] : ["baseUrl is missing"]),
    ...(auth ? [] : ["auth is missing"]),
    ...(cacheMs > 0 ? [] : [`cacheMs must be a positive number, not ${cacheMs}`]),
    ...(kvVersion === 1 || kvVersion === 2 ? [] : [`kvVersion must be 1 or 2, not ${kvVersion}`]),
  ];
  if (problems.length > 0) {
    throw new ConfigurationError(`The vault client cannot be made: ${problems.join("; ")}`, {
      service: "vault",
    });
  }
  return { ...options, mount: bare(mount), prefix: bare(prefix), kvVersion, cacheMs };
}

/** Vault's own output writes paths with a slash at the end, and people put one in front. */
function bare(path: string): string {
  return path.replace(/^\/+|\/+$/g, "");
}
