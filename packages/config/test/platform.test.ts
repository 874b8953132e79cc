import { once } from "node:events";
import { createServer } from "node:https";
import {
  CircuitOpenError,
  ConnectionPool,
  createLogger,
  ResilienceState,
  systemClock,
  TokenBucket,
} from "@platformq/resilience";
import { environmentOf, startMockServers } from "@platformq/testing";
import { describe, expect, expectTypeOf, it, vi } from "vitest";
import {
  type Clients,
  type Config,
  createPlatform,
  type DisposableLimiter,
  loadConfig,
  type ServiceName,
} from "../src/index.js";
import { loopbackCertificate } from "./support/loopback-certificate.js";

type Servers = Awaited<ReturnType<typeof startMockServers>>;

const configOf = (servers: Servers, more: Record<string, string> = {}): Config =>
  loadConfig({ env: { ...environmentOf(servers), ...more }, envFile: false });

class CountingBucket extends TokenBucket {
  static taken = 0;

  override tryTake(): boolean {
    CountingBucket.taken++;
    return super.tryTake();
  }
}

describe("createPlatform", () => {
  it("makes the clients of the services in use only, and its type says so", async () => {
    await using servers = await startMockServers({ services: ["zulip", "openproject"] });
    const { zulip, openproject } = servers;
    const env = {
      ZULIP_SITE: zulip.url,
      ZULIP_EMAIL: zulip.email,
      ZULIP_API_KEY: zulip.apiKey,
      OPENPROJECT_URL: openproject.url,
      OPENPROJECT_API_KEY: openproject.apiKey,
    };
    const config = loadConfig({ env, envFile: false, services: ["zulip", "openproject"] });
    await using platform = createPlatform(config);
    expectTypeOf(platform).toHaveProperty("zulip");
    expectTypeOf(platform).not.toHaveProperty("nextcloud");
    expect(platform).not.toHaveProperty("nextcloud");
    const health = await platform.checkHealth();
    expectTypeOf(health).not.toHaveProperty("nextcloud");
    expect(health).toMatchObject({ ok: true, zulip: { ok: true }, openproject: { ok: true } });
  });

  it("gives all of them from the whole configuration", async () => {
    await using servers = await startMockServers();
    await using platform = createPlatform(configOf(servers));
    expectTypeOf(platform).toExtend<Clients>();
    expect((await platform.zulip.users.me()).email).toBe(servers.zulip.email);
    expect((await platform.nextcloud.users.get("admin")).id).toBe("admin");
    expect((await platform.openproject.users.me()).login).toBe("admin");
  });

  it("counts the calls of all services in one collector, and logs them in one log", async () => {
    await using servers = await startMockServers();
    const state = new ResilienceState();
    const lines: string[] = [];
    const logger = createLogger({ level: "debug", destination: { write: (line) => lines.push(line) } });
    await using platform = createPlatform(configOf(servers), { state, logger });
    await platform.checkHealth();
    expect(Object.keys(state.metrics.getStats().services).sort()).toEqual([
      "nextcloud",
      "openproject",
      "zulip",
    ]);
    for (const service of ["nextcloud", "zulip", "openproject"]) {
      expect(lines.join()).toContain(`"service":"${service}"`);
    }
  });

  it("limits calls by what it is given, such as one rate for several processes, and disposes of that", async () => {
    await using servers = await startMockServers();
    const limits = new Map<ServiceName, number>();
    const disposed: string[] = [];
    const rateLimiter = (service: ServiceName, rate: number): DisposableLimiter => {
      limits.set(service, rate);
      const dispose = async (): Promise<void> => void disposed.push(service);
      return Object.assign(new CountingBucket({ rate, clock: systemClock }), {
        [Symbol.asyncDispose]: dispose,
      });
    };
    const platform = createPlatform(configOf(servers, { ZULIP_RATE_LIMIT: "3" }), { rateLimiter });
    expect(Object.fromEntries(limits)).toEqual({ nextcloud: 10, zulip: 3, openproject: 15 });
    const before = CountingBucket.taken;
    await platform.zulip.users.me();
    expect(CountingBucket.taken).toBe(before + 1);
    await platform.close();
    expect(disposed.sort()).toEqual(["nextcloud", "openproject", "zulip"]);
  });

  it("leaves connections open that it was given", async () => {
    await using servers = await startMockServers();
    await using pool = new ConnectionPool();
    const closing = vi.spyOn(pool, "close");
    const platform = createPlatform(configOf(servers), { pool });
    await platform.zulip.users.me();
    await platform.close();
    expect(closing).not.toHaveBeenCalled();
  });

  it("refuses calls after it was closed", async () => {
    await using servers = await startMockServers();
    const platform = createPlatform(configOf(servers));
    await platform.close();
    await expect(platform.zulip.users.me()).rejects.toThrow("closed");
  });
});

describe("the settings of a configuration", () => {
  it("bound repetitions, times and connections of every client", async () => {
    await using servers = await startMockServers();
    const { faults } = servers.zulip;
    const more = { MAX_RETRIES: "0", HTTP_TIMEOUT: "0.2", HTTP_POOL_CONNECTIONS: "1" };
    await using platform = createPlatform(configOf(servers, more));
    await platform.zulip.users.me();
    faults.next({ status: 502 });
    await expect(platform.zulip.users.me()).rejects.toMatchObject({ status: 502, attempts: 1 });
    faults.next({ delayMs: 1000 });
    await expect(platform.zulip.users.me()).rejects.toMatchObject({ code: "ATTEMPT_TIMEOUT" });
    faults.next({ delayMs: 50, times: 2 });
    const begun = performance.now();
    await Promise.all([platform.zulip.users.me(), platform.zulip.users.me()]);
    expect(performance.now() - begun).toBeGreaterThan(95);
  });
});

describe("checkHealth", () => {
  it("tells what the services say of themselves, and how long they took", async () => {
    await using servers = await startMockServers();
    await using platform = createPlatform(configOf(servers));
    const health = await platform.checkHealth();
    expect(health).toMatchObject({
      ok: true,
      nextcloud: { ok: true, account: "admin", circuit: "closed" },
      zulip: { ok: true, account: servers.zulip.email, circuit: "closed" },
      openproject: { ok: true, account: "admin", circuit: "closed" },
    });
    if (!health.zulip.ok) throw health.zulip.error;
    expect(health.zulip.latencyMs).toBeGreaterThan(0);
  });

  it("tells which service cannot be used, and why", async () => {
    await using servers = await startMockServers();
    await using platform = createPlatform(configOf(servers, { ZULIP_API_KEY: "x".repeat(32) }));
    const health = await platform.checkHealth();
    expect(health).toMatchObject({ ok: false, nextcloud: { ok: true }, openproject: { ok: true } });
    expect(health.zulip).toMatchObject({ ok: false, error: { status: 401, service: "zulip" } });
  });

  it("tells whose circuit is open", async () => {
    await using servers = await startMockServers();
    const config = configOf(servers, { CIRCUIT_BREAKER_THRESHOLD: "1" });
    await using platform = createPlatform(config);
    servers.openproject.faults.down();
    expect(await platform.checkHealth()).toMatchObject({
      ok: false,
      openproject: { ok: false, circuit: "open", error: { code: "ECONNRESET" } },
      zulip: { ok: true, circuit: "closed" },
    });
    const { openproject } = await platform.checkHealth();
    expect(openproject).toHaveProperty("error", expect.any(CircuitOpenError));
  });
});

describe("HTTP_CA", () => {
  it("names an authority to trust beside the built-in ones", async () => {
    await using server = await startTlsServer();
    const zulip = { ZULIP_SITE: server.url, ZULIP_EMAIL: "bot@example.com", ZULIP_API_KEY: "x".repeat(32) };
    const health = async (more: Record<string, string>) => {
      const config = loadConfig({ env: { ...zulip, ...more }, envFile: false, services: ["zulip"] });
      await using platform = createPlatform(config);
      return (await platform.checkHealth()).zulip;
    };
    expect(await health({})).toMatchObject({ error: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" } });
    expect(await health({ HTTP_CA: loopbackCertificate.cert })).toMatchObject({ error: { status: 401 } });
  });
});

/** A server with a certificate of its own that knows nobody. */
async function startTlsServer(): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer(loopbackCertificate, (_, response) => {
    response.writeHead(401, { "content-type": "application/json" });
    response.end(JSON.stringify({ result: "error", msg: "Invalid API key", code: "INVALID_API_KEY" }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `https://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
