import { NextcloudClient } from "@platformq/nextcloud";
import { OpenProjectClient } from "@platformq/openproject";
import { type ClientOptions, ResilienceState } from "@platformq/resilience";
import { type MockServers, type MockServersOptions, startMockServers } from "@platformq/testing";
import { ZulipClient } from "@platformq/zulip";
import { afterEach, beforeEach } from "vitest";
import type { Clients } from "../../src/index.js";

/** Where the fakes are and how to sign in to them, in words that another process understands. */
export interface PlatformAddress {
  readonly nextcloud: { readonly baseUrl: string; readonly username: string; readonly password: string };
  readonly zulip: { readonly baseUrl: string; readonly email: string; readonly apiKey: string };
  readonly openproject: { readonly baseUrl: string; readonly apiKey: string };
}

/** Clients that neither wait nor share anything. */
export function connect(
  { nextcloud, zulip, openproject }: PlatformAddress,
  more: Pick<ClientOptions, "retry"> = {},
): Clients {
  const options = { state: new ResilienceState(), rateLimit: false, random: () => 0, ...more } as const;
  return {
    nextcloud: new NextcloudClient({ ...nextcloud, ...options }),
    zulip: new ZulipClient({ ...zulip, ...options }),
    openproject: new OpenProjectClient({ ...openproject, ...options }),
  };
}

export function addressOf({ nextcloud, zulip, openproject }: MockServers): PlatformAddress {
  return {
    nextcloud: { baseUrl: nextcloud.url, username: nextcloud.username, password: nextcloud.password },
    zulip: { baseUrl: zulip.url, email: zulip.email, apiKey: zulip.apiKey },
    openproject: { baseUrl: openproject.url, apiKey: openproject.apiKey },
  };
}

/** Gives each test three fake servers of its own, and clients for them. */
export function usePlatform(options?: MockServersOptions): { servers: MockServers; clients: Clients } {
  const platform = {} as { servers: MockServers; clients: Clients };
  beforeEach(async () => {
    platform.servers = await startMockServers(options);
    platform.clients = connect(addressOf(platform.servers));
  });
  afterEach(() => platform.servers.close());
  return platform;
}
