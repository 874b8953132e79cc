import type { Clock } from "./clock.js";
import type { Fake, ServiceName } from "./fake.js";
import type { Faults } from "./faults.js";
import { type LoopbackServer, serveOnLoopback } from "./loopback.js";
import { NextcloudFake, type NextcloudFakeOptions } from "./nextcloud/fake.js";
import { OpenProjectFake, type OpenProjectFakeOptions } from "./openproject/fake.js";
import { ZulipFake, type ZulipFakeOptions } from "./zulip/fake.js";

/** What is said of each server, without what the server knows of itself. */
type Settings<Options> = Omit<Options, "baseUrl" | "clock"> & {
  /** Default: any free port. */
  port?: number;
  /** Folder to install the service in, such as "/openproject". Default: none. */
  path?: string;
};

export interface MockServersOptions {
  /** Which servers to start. Default: all three. */
  services?: readonly ServiceName[];
  /** Default: the system's clock. */
  clock?: Clock;
  nextcloud?: Settings<NextcloudFakeOptions>;
  zulip?: Settings<ZulipFakeOptions>;
  openproject?: Settings<OpenProjectFakeOptions>;
}

interface MockServer<F extends Fake> {
  readonly url: string;
  readonly fake: F;
  /** The fake's, for short. */
  readonly faults: Faults;
}

/** The servers, with the credentials of their administrators. */
export interface MockServerMap {
  nextcloud: MockServer<NextcloudFake> & { readonly username: string; readonly password: string };
  zulip: MockServer<ZulipFake> & { readonly email: string; readonly apiKey: string };
  openproject: MockServer<OpenProjectFake> & { readonly apiKey: string };
}

/** Running servers. */
export type MockServers<Service extends ServiceName = ServiceName> = Pick<MockServerMap, Service> &
  AsyncDisposable & {
    /** Stop the servers and end all connections, idle ones too. */
    close(): Promise<void>;
  };

const ALL_SERVICES: readonly ServiceName[] = ["nextcloud", "zulip", "openproject"];

/** Start the fakes on 127.0.0.1, each with a port and a state of its own. */
export function startMockServers<Service extends ServiceName>(
  options: MockServersOptions & { services: readonly Service[] },
): Promise<MockServers<Service>>;
export function startMockServers(options?: MockServersOptions): Promise<MockServers>;
export async function startMockServers(
  options: MockServersOptions = {},
): Promise<Partial<MockServerMap> & Pick<MockServers, "close" | typeof Symbol.asyncDispose>> {
  const { services = ALL_SERVICES } = options;
  const clock = options.clock && { clock: options.clock };
  const running: LoopbackServer[] = [];
  const close = async () => {
    await Promise.all(running.map((server) => server.close()));
  };
  const serve = async <F extends Fake>(fake: F, settings: { port?: number; path?: string } = {}) => {
    const server = await serveOnLoopback(fake, settings);
    running.push(server);
    return { url: server.url, fake, faults: fake.faults };
  };
  const servers: Partial<MockServerMap> = {};
  try {
    if (services.includes("nextcloud")) {
      const fake = new NextcloudFake({ ...options.nextcloud, ...clock });
      const { username, password } = fake;
      servers.nextcloud = { ...(await serve(fake, options.nextcloud)), username, password };
    }
    if (services.includes("zulip")) {
      const fake = new ZulipFake({ ...options.zulip, ...clock });
      const { email, apiKey } = fake;
      servers.zulip = { ...(await serve(fake, options.zulip)), email, apiKey };
    }
    if (services.includes("openproject")) {
      const fake = new OpenProjectFake({ ...options.openproject, ...clock });
      servers.openproject = { ...(await serve(fake, options.openproject)), apiKey: fake.apiKey };
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { ...servers, close, [Symbol.asyncDispose]: close };
}
