export { type Config, type LoadConfigOptions, loadConfig } from "./load-config.js";
export { createPlatform, type Platform, type PlatformHealth, type PlatformOptions } from "./platform.js";
