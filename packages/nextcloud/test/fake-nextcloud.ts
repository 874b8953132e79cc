import { ResilienceState } from "@platformq/resilience";
import { type MockServersOptions, startMockServers } from "@platformq/testing";
import { NextcloudClient, type NextcloudOptions } from "../src/index.js";

/** Starts a fake Nextcloud on a loopback socket, with a client whose circuits and limits are its own. */
export async function startNextcloud(settings: MockServersOptions["nextcloud"] = {}) {
  const servers = await startMockServers({ services: ["nextcloud"], nextcloud: settings });
  const { url, fake, faults, username, password } = servers.nextcloud;
  const connect = (options: Partial<NextcloudOptions> = {}): NextcloudClient =>
    new NextcloudClient({
      baseUrl: url,
      username,
      password,
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
    /** Makes a client of another of the fake's users. */
    as: (id: string) => connect({ username: id, password: `test-password-${id}` }),
    [Symbol.asyncDispose]: () => servers.close(),
  };
}
