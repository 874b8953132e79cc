import { ResilienceState } from "@platformq/resilience";
import { type MockServersOptions, startMockServers } from "@platformq/testing";
import { ZulipClient, type ZulipOptions } from "../src/index.js";

/** Starts a fake Zulip on a loopback socket, with a client whose circuits and limits are its own. */
export async function startZulip(settings: MockServersOptions["zulip"] = {}) {
  const servers = await startMockServers({ services: ["zulip"], zulip: settings });
  const { url, fake, faults, email, apiKey } = servers.zulip;
  const connect = (options: Partial<ZulipOptions> = {}): ZulipClient =>
    new ZulipClient({
      baseUrl: url,
      email,
      apiKey,
      rateLimit: false,
      random: () => 0,
      state: new ResilienceState(),
      ...options,
    });
  return {
    url,
    fake,
    faults,
    client: connect(),
    /** Makes another client; by default as the administrator. */
    connect,
    [Symbol.asyncDispose]: () => servers.close(),
  };
}
