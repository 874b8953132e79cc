import type { NextcloudState } from "../state.js";
import type { OcsApi } from "./api.js";
import { OcsError } from "./envelope.js";

/** How the server is, for administrators. */
export function addServerInfoEndpoint(ocs: OcsApi, state: NextcloudState): void {
  ocs.on("GET", "/apps/serverinfo/api/v1/info", ({ user, parameters }) => {
    // Not 403: it is taken for a failed login, and counted as one.
    if (!state.isAdmin(user)) {
      state.failedLogins += 1;
      throw new OcsError(997, "Unauthorised");
    }
    const apps = { num_installed: 11, num_updates_available: 0, app_updates: {} };
    const seen = [...state.users.values()].filter(({ lastLogin }) => lastLogin > 0).length;
    return {
      nextcloud: {
        system: {
          version: "32.0.1.2",
          theme: "none",
          enable_avatars: "yes",
          "memcache.local": "\\OC\\Memcache\\APCu",
          debug: "no",
          freespace: 50_000_000_000,
          cpuload: [0.5, 0.25, 0.125],
          mem_total: 8_000_000,
          mem_free: 2_000_000,
          swap_total: "N/A",
          swap_free: "N/A",
          ...(parameters.text("skipApps") === "false" && { apps }),
        },
        storage: { num_users: state.users.size, num_files: 0, num_storages: state.users.size },
        shares: { num_shares: state.shares.size },
      },
      server: {
        webserver: "nginx/1.27.0",
        php: { version: "8.2.0", memory_limit: 536_870_912 },
        database: { type: "pgsql", version: "16.0", size: "8000000" },
      },
      activeUsers: { last5minutes: seen, last1hour: seen, last24hours: seen },
    };
  });
}
