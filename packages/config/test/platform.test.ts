import { startMockServers } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { createPlatform, loadConfig } from "../src/index.js";

const envOf = ({ nextcloud, zulip, openproject }: Awaited<ReturnType<typeof startMockServers>>) => ({
  NEXTCLOUD_URL: nextcloud.url,
  NEXTCLOUD_ADMIN_USER: nextcloud.username,
  NEXTCLOUD_ADMIN_PASS: nextcloud.password,
  ZULIP_SITE: zulip.url,
  ZULIP_EMAIL: zulip.email,
  ZULIP_API_KEY: zulip.apiKey,
  OPENPROJECT_URL: openproject.url,
  OPENPROJECT_API_KEY: openproject.apiKey,
});

describe("createPlatform", () => {
  it("makes three clients that work, and tests them side by side", async () => {
    await using servers = await startMockServers();
    await using platform = createPlatform(loadConfig({ env: envOf(servers), envFile: false }));
    expect(await platform.checkHealth()).toMatchObject({
      ok: true,
      nextcloud: { ok: true, account: "admin" },
      zulip: { ok: true },
      openproject: { ok: true, account: "admin" },
    });
  });

  it("tells which service cannot be used, and why", async () => {
    await using servers = await startMockServers();
    const env = { ...envOf(servers), ZULIP_API_KEY: "x".repeat(32) };
    await using platform = createPlatform(loadConfig({ env, envFile: false }));
    const health = await platform.checkHealth();
    expect(health).toMatchObject({ ok: false, nextcloud: { ok: true }, openproject: { ok: true } });
    expect(health.zulip).toMatchObject({ ok: false, error: { status: 401, service: "zulip" } });
  });

  it("refuses calls after it was closed", async () => {
    await using servers = await startMockServers();
    const platform = createPlatform(loadConfig({ env: envOf(servers), envFile: false }));
    await platform.close();
    await expect(platform.zulip.users.me()).rejects.toThrow("closed");
  });
});
