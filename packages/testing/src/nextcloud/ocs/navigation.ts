import type { OcsApi, OcsCall } from "./api.js";

/** The menus of users. */
export function addNavigationEndpoints(ocs: OcsApi, baseUrl: () => string): void {
  const entry = ({ parameters }: OcsCall, id: string, type: string, href: string) => ({
    id,
    order: 1,
    href: parameters.flag("absolute") ? `${baseUrl()}${href}` : href,
    icon: "",
    type,
    name: id,
    active: false,
    classes: "",
    unread: 0,
  });
  ocs.on("GET", "/core/navigation/apps", (call) => [entry(call, "files", "link", "/apps/files/")]);
  ocs.on("GET", "/core/navigation/settings", (call) => [
    entry(call, "settings", "settings", "/settings/user"),
    entry(call, "logout", "settings", "/logout"),
  ]);
}
