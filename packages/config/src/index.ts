export type { Clients } from "./clients.js";
export type {
  AnyConfig,
  Config,
  GeneralConfig,
  NextcloudWebhookConfig,
  ServiceConfigs,
  WebhookConfig,
  WebhookSecrets,
} from "./config.js";
export { fileSecret } from "./file-secret.js";
export type { PlatformHealth, ServiceHealth } from "./health.js";
export { type LoadConfigOptions, loadConfig } from "./load-config.js";
export {
  createPlatform,
  type DisposableLimiter,
  type Platform,
  type PlatformMethods,
  type PlatformOptions,
} from "./platform.js";
export type { ServiceName } from "./services.js";
export type { SettingSources } from "./settings.js";
export {
  closePlatform,
  getNextcloudClient,
  getOpenProjectClient,
  getZulipClient,
} from "./shared-clients.js";
export type { VaultAuth } from "./vault/auth.js";
export { VaultClient } from "./vault/client.js";
export { MissingKeyError, VaultError } from "./vault/errors.js";
export { loadConfigFromVault } from "./vault/load-config-from-vault.js";
export type { VaultOptions } from "./vault/options.js";
export type { SecretData } from "./vault/secret-cache.js";
