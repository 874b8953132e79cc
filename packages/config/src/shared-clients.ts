import type { NextcloudClient } from "@platformq/nextcloud";
import type { OpenProjectClient } from "@platformq/openproject";
import type { ConnectionPool } from "@platformq/resilience";
import type { ZulipClient } from "@platformq/zulip";
import type { AnyConfig } from "./config.js";
import { loadConfig } from "./load-config.js";
import { createPlatform, createPool, type Platform } from "./platform.js";

/** The process's clients, each made when it is first asked for. */
interface SharedPlatforms {
  pool?: ConnectionPool;
  nextcloud?: Platform<"nextcloud">;
  zulip?: Platform<"zulip">;
  openproject?: Platform<"openproject">;
}

const key = Symbol.for("@platformq/config/1");
const holder: typeof globalThis & { [key]?: SharedPlatforms } = globalThis;

/**
 * Gives the process's Nextcloud client; the first call makes it of the environment. Needs no other service's variables.
 *
 * @throws ConfigurationError naming every variable that is missing or wrong.
 */
export function getNextcloudClient(): NextcloudClient {
  const clients = shared();
  clients.nextcloud ??= connect(loadConfig({ services: ["nextcloud"] }));
  return clients.nextcloud.nextcloud;
}

/**
 * Gives the process's Zulip client; the first call makes it of the environment. Needs no other service's variables.
 *
 * @throws ConfigurationError naming every variable that is missing or wrong.
 */
export function getZulipClient(): ZulipClient {
  const clients = shared();
  clients.zulip ??= connect(loadConfig({ services: ["zulip"] }));
  return clients.zulip.zulip;
}

/**
 * Gives the process's OpenProject client; the first call makes it of the environment. Needs no other service's variables.
 *
 * @throws ConfigurationError naming every variable that is missing or wrong.
 */
export function getOpenProjectClient(): OpenProjectClient {
  const clients = shared();
  clients.openproject ??= connect(loadConfig({ services: ["openproject"] }));
  return clients.openproject.openproject;
}

/** Closes the process's clients after the calls under way; who asks for one later gets a new one. */
export async function closePlatform(): Promise<void> {
  const { pool, ...platforms } = shared();
  delete holder[key];
  await Promise.all(Object.values(platforms).map((platform) => platform.close()));
  await pool?.close();
}

/** One for all copies of this package in the process, an ESM and a CJS one alike. */
function shared(): SharedPlatforms {
  holder[key] ??= {};
  return holder[key];
}

/** Makes a client on the connections of the others. */
function connect<C extends AnyConfig>(config: C) {
  const clients = shared();
  clients.pool ??= createPool(config);
  return createPlatform(config, { pool: clients.pool });
}
