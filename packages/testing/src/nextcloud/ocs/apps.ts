import type { NextcloudState } from "../state.js";
import type { OcsApi, OcsCall } from "./api.js";
import { OcsError } from "./envelope.js";

const KNOWN = [
  "activity",
  "admin_audit",
  "dashboard",
  "dav",
  "encryption",
  "files",
  "files_reminders",
  "files_sharing",
  "notifications",
  "password_policy",
  "provisioning_api",
  "recommendations",
  "serverinfo",
  "theming",
  "user_status",
  "weather_status",
  "webhook_listeners",
];
/** Settings the server keeps to itself, of every app. */
const KEPT = ["enabled", "installed_version", "types"];
const DISABLED = ["admin_audit", "encryption"];

/** Apps tell which preferences of theirs may be set; these are of the app `theming`. */
const PREFERENCES = ["force_enable_blur_filter", "shortcuts_disabled"];

/** Apps, their settings, and the preferences of users for them. */
export function addAppEndpoints(ocs: OcsApi, state: NextcloudState): void {
  const enabled = new Set(KNOWN.filter((app) => !DISABLED.includes(app)));
  const config = new Map<string, Map<string, string>>([["core", new Map([["installedat", "1700000000"]])]]);
  const onAdmin = (method: string, path: string, handle: (call: OcsCall) => unknown): void => {
    ocs.on(method, path, (call) => {
      if (!state.isAdmin(call.user)) throw new OcsError(403, "Logged in account must be an admin");
      return handle(call);
    });
  };
  const appOf = ({ path }: OcsCall): string => {
    if (!KNOWN.includes(path.app ?? "")) throw new OcsError(998, "The request app was not found");
    return path.app ?? "";
  };

  onAdmin("GET", "/cloud/apps", ({ parameters }) => {
    const filter = parameters.text("filter");
    if (filter === "enabled") return { apps: KNOWN.filter((app) => enabled.has(app)) };
    // PHP keeps the places of what it filters, and writes a list with gaps as a map.
    if (filter === "disabled") return { apps: withPlaces((app) => !enabled.has(app)) };
    if (filter !== undefined) throw new OcsError(101);
    return { apps: KNOWN };
  });
  onAdmin("GET", "/cloud/apps/{app}", (call) => ({ id: appOf(call), name: appOf(call), version: "32.0.1" }));
  onAdmin("POST", "/cloud/apps/{app}", (call) => {
    enabled.add(appOf(call));
    return [];
  });
  onAdmin("DELETE", "/cloud/apps/{app}", ({ path }) => {
    enabled.delete(path.app ?? "");
    return [];
  });

  const base = "/apps/provisioning_api/api/v1/config";
  const keysOf = (app: string | undefined): Map<string, string> => config.get(app ?? "") ?? new Map();
  onAdmin("GET", `${base}/apps`, () => ({ data: [...config.keys()] }));
  onAdmin("GET", `${base}/apps/{app}`, ({ path }) => ({ data: [...keysOf(path.app).keys()] }));
  onAdmin("GET", `${base}/apps/{app}/{key}`, ({ path, parameters }) => {
    return { data: keysOf(path.app).get(path.key ?? "") ?? parameters.text("defaultValue") ?? "" };
  });
  onAdmin("POST", `${base}/apps/{app}/{key}`, ({ path, parameters }) => {
    if (KEPT.includes(path.key ?? "")) throw new OcsError(403, "The given key can not be set");
    config.set(path.app ?? "", keysOf(path.app).set(path.key ?? "", parameters.requiredText("value")));
    return [];
  });
  onAdmin("DELETE", `${base}/apps/{app}/{key}`, ({ path }) => {
    keysOf(path.app).delete(path.key ?? "");
    return [];
  });

  const checkKeys = (app: string | undefined, keys: readonly string[]): [] => {
    if (app !== "theming" || keys.length === 0 || !keys.every((key) => PREFERENCES.includes(key))) {
      throw new OcsError(400);
    }
    return [];
  };
  ocs.on("POST", `${base}/users/{app}/{key}`, ({ path, parameters }) => {
    if (parameters.requiredText("configValue") !== "yes") throw new OcsError(400);
    return checkKeys(path.app, [path.key ?? ""]);
  });
  ocs.on("DELETE", `${base}/users/{app}/{key}`, ({ path }) => checkKeys(path.app, [path.key ?? ""]));
  ocs.on("POST", `${base}/users/{app}`, ({ path, parameters }) =>
    checkKeys(path.app, Object.keys(parameters.map("configs"))),
  );
  ocs.on("DELETE", `${base}/users/{app}`, ({ path, parameters }) =>
    checkKeys(path.app, parameters.texts("configKeys")),
  );
}

function withPlaces(isWanted: (app: string) => boolean): Record<string, string> {
  return Object.fromEntries([...KNOWN.entries()].filter(([, app]) => isWanted(app)));
}
