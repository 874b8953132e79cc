import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { phpMap } from "./php-map.js";

/** What the server cannot find out, it calls `N/A` or `false`; numbers of a database may come as text. */
const measured = z.unknown().transform((value) => {
  const isMeasured = typeof value === "number" || (typeof value === "string" && value !== "");
  return isMeasured && Number.isFinite(Number(value)) ? Number(value) : undefined;
});
const kilobytes = measured.transform((value) => (value === undefined ? undefined : value * 1024));

const Apps = openObject({
  num_installed: z.number(),
  num_updates_available: z.number(),
  app_updates: phpMap(z.string()),
}).transform((wire) => ({
  installed: wire.num_installed,
  updatesAvailable: wire.num_updates_available,
  /** New versions by app. */
  updates: wire.app_updates,
}));

const System = openObject({
  version: z.string(),
  freespace: measured,
  cpuload: z.union([z.array(z.number()), z.unknown().transform(() => [])]),
  mem_total: kilobytes,
  mem_free: kilobytes,
  swap_total: kilobytes,
  swap_free: kilobytes,
  apps: Apps.optional(),
}).transform(({ freespace, cpuload, mem_total, mem_free, swap_total, swap_free, ...rest }) => ({
  ...rest,
  freeSpaceBytes: freespace,
  /** Average load of the last 1, 5 and 15 minutes; empty where the server cannot tell. */
  cpuLoad: cpuload,
  memoryTotalBytes: mem_total,
  memoryFreeBytes: mem_free,
  swapTotalBytes: swap_total,
  swapFreeBytes: swap_free,
}));

const Storage = openObject({
  num_users: z.number(),
  num_files: z.number(),
  num_storages: z.number(),
}).transform(({ num_users, num_files, num_storages, ...rest }) => ({
  ...rest,
  users: num_users,
  files: num_files,
  storages: num_storages,
}));

const Server = openObject({
  /** Such as `nginx/1.27.0`. */
  webserver: z.string(),
  php: openObject({ version: z.string() }),
  database: openObject({ type: z.string(), version: z.string(), size: measured }).transform(
    ({ size, ...rest }) => ({ ...rest, sizeBytes: size }),
  ),
});

/** How the server is; what else it tells keeps the name it has there. */
export const ServerInfo = openObject({
  nextcloud: openObject({ system: System, storage: Storage, shares: phpMap(z.unknown()) }),
  server: Server,
  activeUsers: openObject({
    last5minutes: z.number(),
    last1hour: z.number(),
    last24hours: z.number(),
  }),
}).transform(({ nextcloud, ...rest }) => ({ ...rest, ...nextcloud }));

/** How the server is. */
export type ServerInfo = z.output<typeof ServerInfo>;
