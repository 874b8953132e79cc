export { type Config, type LoadConfigOptions, loadConfig } from "./load-config.js";
export {
  createPlatform,
  type Platform,
  type PlatformHealth,
  type PlatformOptions,
  type ServiceHealth,
} from "./platform.js";
