import { ConnectionPool } from "@platformq/resilience";
import { environmentOf, startMockServers } from "@platformq/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { closePlatform, getNextcloudClient, getOpenProjectClient, getZulipClient } from "../src/index.js";

function setEnvironment(variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

afterEach(async () => {
  vi.unstubAllEnvs();
  await closePlatform();
});

describe("the process's clients", () => {
  it("are made of the environment when they are first asked for, once", async () => {
    await using servers = await startMockServers();
    setEnvironment(environmentOf(servers));
    expect(getZulipClient()).toBe(getZulipClient());
    expect((await getZulipClient().users.me()).email).toBe(servers.zulip.email);
    expect((await getNextcloudClient().users.get("admin")).id).toBe("admin");
    expect((await getOpenProjectClient().users.me()).login).toBe("admin");
  });

  it("need no other service's variables", () => {
    vi.stubEnv("OPENPROJECT_URL", "https://op.example.com");
    vi.stubEnv("OPENPROJECT_API_KEY", "token");
    expect(getOpenProjectClient().baseUrl).toBe("https://op.example.com");
    expect(getZulipClient).toThrow("not set: ZULIP_SITE, ZULIP_EMAIL, ZULIP_API_KEY)");
  });

  it("do not mind a secret file of another service that is not there", () => {
    vi.stubEnv("NEXTCLOUD_ADMIN_PASS_FILE", "/nowhere");
    vi.stubEnv("OPENPROJECT_URL", "https://op.example.com");
    vi.stubEnv("OPENPROJECT_API_KEY", "token");
    expect(getOpenProjectClient().baseUrl).toBe("https://op.example.com");
  });

  it("are shared by all copies of the package", async () => {
    vi.stubEnv("OPENPROJECT_URL", "https://op.example.com");
    vi.stubEnv("OPENPROJECT_API_KEY", "token");
    const client = getOpenProjectClient();
    vi.resetModules();
    const copy = await import("../src/index.js");
    expect(copy.getOpenProjectClient()).toBe(client);
  });

  it("share their connections, which are closed with them", async () => {
    await using servers = await startMockServers();
    setEnvironment(environmentOf(servers));
    await Promise.all([getZulipClient().users.me(), getOpenProjectClient().users.me()]);
    const closing = vi.spyOn(ConnectionPool.prototype, "close");
    await closePlatform();
    expect(closing).toHaveBeenCalledTimes(1);
    closing.mockRestore();
  });

  it("are closed together, and made anew afterwards", async () => {
    await using servers = await startMockServers();
    setEnvironment(environmentOf(servers));
    const before = getZulipClient();
    await closePlatform();
    await expect(before.users.me()).rejects.toThrow("closed");
    expect((await getZulipClient().users.me()).email).toBe(servers.zulip.email);
  });
});
