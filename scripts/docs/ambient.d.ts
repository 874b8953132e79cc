// What the pages take for granted: a reader knows what `zulip` is after the first example.
import type { Platform } from "@platformq/config";
import type { NextcloudClient } from "@platformq/nextcloud";
import type { OpenProjectClient } from "@platformq/openproject";
import type { JobQueue } from "@platformq/queue";
import type { Webhooks } from "@platformq/webhooks";
import type { ZulipClient } from "@platformq/zulip";

declare global {
  const nextcloud: NextcloudClient;
  const zulip: ZulipClient;
  const openproject: OpenProjectClient;
  const platform: Platform;
  const webhooks: Webhooks;
  const queue: JobQueue;
}
