import { type MockServers, startMockServers } from "@platformq/testing";
import type { Clients } from "../../src/clients.js";
import type { ProvisioningOptions } from "../../src/provisioning/provisioning-options.js";
import { ProvisioningService } from "../../src/provisioning/provisioning-service.js";
import { addressOf, connect } from "../support/platform.js";

/** The three fakes on loopback, and clients without limits of their own. */
export interface TestPlatform extends AsyncDisposable {
  readonly servers: MockServers;
  readonly clients: Clients;
  /** Makes a service whose clients of users have no limits either. */
  service(options?: ProvisioningOptions): ProvisioningService;
  /** The requests a service got that change something, as `POST /path`. */
  writes(service: "nextcloud" | "zulip" | "openproject"): string[];
}

/** Starts them; each test has its own. */
export async function startPlatform(): Promise<TestPlatform> {
  const servers = await startMockServers();
  const clients = connect(addressOf(servers));
  const services: ProvisioningService[] = [];
  return {
    servers,
    clients,
    service(given = {}) {
      const service = new ProvisioningService(clients, { userClient: { rateLimit: false }, ...given });
      services.push(service);
      return service;
    },
    writes: (name) =>
      servers[name].fake.requests
        .filter(({ method }) => !["GET", "PROPFIND"].includes(method))
        .map(({ method, path }) => `${method} ${path}`),
    async [Symbol.asyncDispose]() {
      for (const service of services) await service.close();
      await servers.close();
    },
  };
}

/** Users of these logins. */
export function users(...logins: string[]): { login: string; email: string }[] {
  return logins.map((login) => ({ login, email: `${login}@example.org` }));
}
