import { buildConfig } from "./build-config.js";
import type { AnyConfig, Config } from "./config.js";
import { type ServiceName, serviceNames } from "./services.js";
import { readSettings, type SettingSources } from "./settings.js";
import { variableNamesOf } from "./variables.js";

/** Where a configuration comes from, and for which services. */
export interface LoadConfigOptions<S extends ServiceName = ServiceName> extends SettingSources {
  /**
   * The services in use; the variables of others are neither needed nor checked. Webhook secrets always are, since who
   * is heard need not be called.
   *
   * @default all three
   */
  services?: readonly S[] | undefined;
}

/**
 * Reads the configuration from the environment, and from `.env` what the environment leaves open. Each variable can be
 * given as a file that holds it, by a variable `NAME_FILE`; a password or key from a file follows the file.
 *
 * @example const config = loadConfig({ services: ["zulip", "openproject"] });
 * @throws ConfigurationError naming every variable that is missing or wrong. Values are never shown.
 */
export function loadConfig<const S extends ServiceName = ServiceName>(
  options?: LoadConfigOptions<S>,
): Config<S>;
export function loadConfig(options: LoadConfigOptions = {}): AnyConfig {
  const { services = serviceNames } = options;
  return buildConfig(readSettings(variableNamesOf(services), options), services);
}
