import type { NextcloudClient } from "@platformq/nextcloud";
import type { OpenProjectClient } from "@platformq/openproject";
import type { ZulipClient } from "@platformq/zulip";

/** The client of each service. */
export interface Clients {
  readonly nextcloud: NextcloudClient;
  readonly zulip: ZulipClient;
  readonly openproject: OpenProjectClient;
}
