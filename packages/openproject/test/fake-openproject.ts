import { ResilienceState } from "@platformq/resilience";
import { type MockServersOptions, startMockServers } from "@platformq/testing";
import { OpenProjectClient, type OpenProjectOptions } from "../src/index.js";

/** Starts a fake OpenProject on a loopback socket, with a client whose circuits and limits are its own. */
export async function startOpenProject(settings: MockServersOptions["openproject"] = {}) {
  const servers = await startMockServers({ services: ["openproject"], openproject: settings });
  const { url, fake, faults, apiKey } = servers.openproject;
  const connect = (options: Partial<OpenProjectOptions> = {}): OpenProjectClient =>
    new OpenProjectClient({
      baseUrl: url,
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
