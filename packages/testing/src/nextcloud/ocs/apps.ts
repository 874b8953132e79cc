import type { NextcloudState } from "../state.js";
import type { OcsApi, OcsCall } from "./api.js";
import { OcsError } from "./envelope.js";

const ENABLED = ["activity", "dav", "files", "files_sharing", "notifications", "provisioning_api"];
const DISABLED = ["admin_audit", "encryption"];

/** Apps, their settings, and the preferences of users for them. */
export function addAppEndpoints(ocs: OcsApi, state: NextcloudState): void {
  const enabled = new Set(ENABLED);
  const known = [...ENABLED, ...DISABLED];
  const config = new Map<string, Map<string, string>>([["core", new Map([["installedat", "1700000000"]])]]);
  const onAdmin = (method: string, path: string, handle: (call: OcsCall) => unknown): void => {
    ocs.on(method, path, (call) => {
      if (!state.isAdmin(call.user)) throw new OcsError(403, "Logged in account must be an admin");
      return handle(call);
    });
  };
  const appOf = ({ path }: OcsCall): string => {
    if (!known.includes(path.app ?? "")) throw new OcsError(998, "The request app was not found");
    return path.app ?? "";
  };

  onAdmin("GET", "/cloud/apps", ({ parameters }) => {
    const filter = parameters.text("filter");
    if (filter === "enabled") return { apps: known.filter((app) => enabled.has(app)) };
    if (filter === "disabled") return { apps: known.filter((app) => !enabled.has(app)) };
    return { apps: known };
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
    if (path.app === "core" && path.key === "installedat")
      throw new OcsError(403, "The given key can not be set");
    config.set(path.app ?? "", keysOf(path.app).set(path.key ?? "", parameters.requiredText("value")));
    return [];
  });
  onAdmin("DELETE", `${base}/apps/{app}/{key}`, ({ path }) => {
    keysOf(path.app).delete(path.key ?? "");
    return [];
  });

  // Apps tell which preferences they know; this one is of the files.
  const checkKeys = (keys: readonly string[]): [] => {
    if (keys.length === 0 || keys.some((key) => !key.startsWith("show_"))) throw new OcsError(400);
    return [];
  };
  ocs.on("POST", `${base}/users/{app}/{key}`, ({ path, parameters }) => {
    parameters.requiredText("configValue");
    return checkKeys([path.key ?? ""]);
  });
  ocs.on("DELETE", `${base}/users/{app}/{key}`, ({ path }) => checkKeys([path.key ?? ""]));
  ocs.on("POST", `${base}/users/{app}`, ({ parameters }) =>
    checkKeys(Object.keys(parameters.map("configs"))),
  );
  ocs.on("DELETE", `${base}/users/{app}`, ({ parameters }) => checkKeys(parameters.texts("configKeys")));
}
