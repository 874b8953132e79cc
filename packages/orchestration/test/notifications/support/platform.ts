import { NextcloudClient } from "@platformq/nextcloud";
import { ResilienceState } from "@platformq/resilience";
import { type MockServers, startMockServers } from "@platformq/testing";
import { ZulipClient } from "@platformq/zulip";
import type { TurnedClock } from "./turned-clock.js";

export type Servers = MockServers<"nextcloud" | "zulip">;

/** Starts the fakes of Nextcloud and Zulip, in the time of a clock, and clients that retry nothing. */
export async function startPlatform(clock: TurnedClock) {
  const servers: Servers = await startMockServers({ services: ["nextcloud", "zulip"], clock });
  const { nextcloud, zulip } = servers;
  const options = { state: new ResilienceState(), rateLimit: false, retry: { maxRetries: 0 } } as const;
  const clients = {
    nextcloud: new NextcloudClient({
      baseUrl: nextcloud.url,
      username: nextcloud.username,
      password: nextcloud.password,
      ...options,
    }),
    zulip: new ZulipClient({ baseUrl: zulip.url, email: zulip.email, apiKey: zulip.apiKey, ...options }),
  };
  return { servers, clients };
}
