import type { Platform } from "../platform.js";
import { nextcloudEvents } from "./nextcloud-schemas.js";
import { openProjectEvents } from "./openproject.js";
import { zulipNames } from "./zulip-names.js";

/** The names of each platform's events, ours and its own. */
const names: ReadonlyMap<Platform, ReadonlySet<string>> = new Map([
  [
    "nextcloud",
    new Set(Object.entries(nextcloudEvents).flatMap(([type, [vendorType]]) => [type, vendorType])),
  ],
  ["zulip", new Set(zulipNames)],
  ["openproject", new Set(Object.keys(openProjectEvents))],
]);

/** Tells whether a name, ours or the platform's own, is one of a shape that is declared here. */
export function isKnownName(platform: Platform, name: string): boolean {
  return names.get(platform)?.has(name) ?? false;
}

/** Tells whether there is a known name that begins so. */
export function isKnownBeginning(platform: Platform, beginning: string): boolean {
  return [...(names.get(platform) ?? [])].some((name) => name.startsWith(beginning));
}
