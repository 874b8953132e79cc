import { NotFoundError } from "@platformq/resilience";
import { buildConfig } from "../build-config.js";
import type { AnyConfig, Config } from "../config.js";
import type { LoadConfigOptions } from "../load-config.js";
import { type ServiceName, serviceNames } from "../services.js";
import { readSettings } from "../settings.js";
import { variableNamesOf } from "../variables.js";
import type { VaultClient } from "./client.js";
import { vaultKeys } from "./keys.js";
import type { SecretData } from "./secret-cache.js";

/**
 * Reads the configuration like `loadConfig`, and from Vault the accounts and secrets that the environment leaves open.
 * Passwords and keys then follow what Vault has.
 *
 * Each service has one secret: `platformq/nextcloud` with the keys `admin_user`, `admin_pass` and `webhook_secret`,
 * `platformq/zulip` with `email`, `api_key` and `webhook_secret`, `platformq/openproject` with `api_key` and
 * `webhook_secret`. Webhook secrets can be left out.
 *
 * @throws ConfigurationError naming every variable that is missing or wrong, with its place in Vault, and the errors of
 *   {@link VaultClient.read} other than a missing path.
 */
export function loadConfigFromVault<const S extends ServiceName = ServiceName>(
  vault: VaultClient,
  options?: LoadConfigOptions<S>,
): Promise<Config<S>>;
export async function loadConfigFromVault(
  vault: VaultClient,
  options: LoadConfigOptions = {},
): Promise<AnyConfig> {
  const { services = serviceNames } = options;
  const settings = readSettings(variableNamesOf(services), options);
  const places = new Map<string, string>();
  await Promise.all(
    services.map(async (service) => {
      const open = Object.entries(vaultKeys[service]).filter(([name]) => !settings.found.has(name));
      if (open.length === 0) return;
      const data = await readIfThere(vault, service);
      for (const [name, key] of open) {
        const text = data[key];
        if (text !== undefined) settings.found.set(name, { text, secret: vault.secret(service, key) });
        else places.set(name, `in Vault: ${key} of ${vault.locate(service)}`);
      }
    }),
  );
  return buildConfig(settings, services, (name) => places.get(name));
}

/** What is missing is named with all else that is. */
async function readIfThere(vault: VaultClient, service: ServiceName): Promise<SecretData> {
  try {
    return await vault.read(service);
  } catch (error) {
    if (error instanceof NotFoundError && error.code === "PATH_MISSING") return {};
    throw error;
  }
}
