import type { NextcloudClient } from "@platformq/nextcloud";
import type { OpenProjectClient } from "@platformq/openproject";
import type { ZulipClient } from "@platformq/zulip";

/** The clients the services work with; `createPlatform()` of `@platformq/config` gives them. */
export interface Clients {
  readonly nextcloud: NextcloudClient;
  readonly zulip: ZulipClient;
  readonly openproject: OpenProjectClient;
}

/** One of the three platforms, by the name its errors and metrics carry. */
export type PlatformName = "nextcloud" | "zulip" | "openproject";
