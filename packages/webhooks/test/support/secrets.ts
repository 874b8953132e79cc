import type { PlatformSecrets } from "../../src/options.js";

/** Secrets of all three platforms. */
export const secrets = {
  nextcloud: { listeners: { secrets: "nc-secret" }, talk: { secrets: "talk-secret" } },
  zulip: { secrets: "zulip-token" },
  openproject: { secrets: "s3cret" },
} as const satisfies PlatformSecrets;
