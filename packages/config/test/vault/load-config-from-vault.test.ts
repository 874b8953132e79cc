import { ConfigurationError } from "@platformq/resilience";
import { startMockServers } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { createPlatform, loadConfigFromVault } from "../../src/index.js";
import { FakeVault } from "../support/fake-vault.js";
import { ask, vaultClient } from "../support/vault-client.js";

const addresses = {
  NEXTCLOUD_URL: "https://cloud.example.com",
  ZULIP_SITE: "https://chat.example.com",
  OPENPROJECT_URL: "https://op.example.com",
};

async function startVault(): Promise<FakeVault> {
  const vault = await FakeVault.start();
  vault.secrets.set("secret/platformq/nextcloud", {
    admin_user: "admin",
    admin_pass: "pass",
    webhook_secret: "n",
  });
  vault.secrets.set("secret/platformq/zulip", { email: "bot@example.com", api_key: "key" });
  vault.secrets.set("secret/platformq/openproject", { api_key: "token", webhook_secret: "new,old" });
  return vault;
}

describe("loadConfigFromVault", () => {
  it("takes addresses and limits from the environment, accounts and secrets from Vault", async () => {
    await using vault = await startVault();
    await using client = vaultClient(vault);
    const config = await loadConfigFromVault(client, {
      env: { ...addresses, MAX_RETRIES: "1" },
      envFile: false,
    });
    expect(config).toMatchObject({
      nextcloud: { baseUrl: addresses.NEXTCLOUD_URL, username: "admin" },
      zulip: { email: "bot@example.com" },
      http: { maxRetries: 1 },
      webhooks: { nextcloud: { listeners: { secrets: ["n"] } }, zulip: false },
    });
    expect(config.webhooks.openproject).toEqual({ secrets: ["new", "old"] });
    expect(ask(config.nextcloud.password)).toBe("pass");
    expect(ask(config.zulip.apiKey)).toBe("key");
    expect(ask(config.openproject.apiKey)).toBe("token");
    expect(vault.lines()).toHaveLength(4);
  });

  it("reads nothing for services that are not in use, nor for what the environment sets", async () => {
    await using vault = await startVault();
    await using client = vaultClient(vault);
    const env = { ...addresses, OPENPROJECT_API_KEY: "mine", OPENPROJECT_WEBHOOK_SECRET: "mine" };
    const config = await loadConfigFromVault(client, {
      env: { ...env, NEXTCLOUD_ADMIN_USER: "operator" },
      envFile: false,
      services: ["nextcloud", "openproject"],
    });
    expect(config.nextcloud.username).toBe("operator");
    expect(config.openproject.apiKey).toBe("mine");
    expect(vault.lines()).toEqual([
      "GET /v1/auth/token/lookup-self",
      "GET /v1/secret/data/platformq/nextcloud",
    ]);
  });

  it("names all that is missing, with its place in Vault", async () => {
    await using vault = await startVault();
    vault.secrets.delete("secret/platformq/nextcloud");
    vault.secrets.set("secret/platformq/zulip", { email: "bot@example.com" });
    await using client = vaultClient(vault);
    const loading = loadConfigFromVault(client, {
      env: { ...addresses, OPENPROJECT_URL: "", HTTP_TIMEOUT: "soon" },
      envFile: false,
    });
    await expect(loading).rejects.toThrow(ConfigurationError);
    await expect(loading).rejects.toThrow(
      "not set: NEXTCLOUD_ADMIN_USER (in Vault: admin_user of secret/platformq/nextcloud), " +
        "NEXTCLOUD_ADMIN_PASS (in Vault: admin_pass of secret/platformq/nextcloud), " +
        "ZULIP_API_KEY (in Vault: api_key of secret/platformq/zulip), OPENPROJECT_URL; wrong: HTTP_TIMEOUT",
    );
  });

  it("tells what is wrong with Vault itself", async () => {
    await using vault = await startVault();
    vault.state = "sealed";
    await using client = vaultClient(vault);
    await expect(loadConfigFromVault(client, { env: addresses, envFile: false })).rejects.toMatchObject({
      service: "vault",
      code: "SEALED",
    });
  });

  it("does not take a namespace that is not there for secrets that are missing", async () => {
    await using vault = await startVault();
    vault.namespace = "teams";
    await using client = vaultClient(vault);
    await expect(loadConfigFromVault(client, { env: addresses, envFile: false })).rejects.toMatchObject({
      code: "AUTH_MISSING",
    });
  });

  it("does not look at the variables of services that are not in use", async () => {
    await using vault = await startVault();
    await using client = vaultClient(vault);
    const env = { ...addresses, NEXTCLOUD_ADMIN_PASS_FILE: "/nowhere" };
    const config = await loadConfigFromVault(client, { env, envFile: false, services: ["zulip"] });
    expect(config.zulip.email).toBe("bot@example.com");
  });
});

describe("a secret that is rotated while the process runs", () => {
  it("is picked up by the clients of all three platforms, without a failed call", async () => {
    await using servers = await startMockServers();
    const { nextcloud, zulip, openproject } = servers;
    await using vault = await FakeVault.start();
    vault.secrets.set("secret/platformq/nextcloud", { admin_user: "admin", admin_pass: nextcloud.password });
    vault.secrets.set("secret/platformq/zulip", { email: zulip.email, api_key: zulip.apiKey });
    vault.secrets.set("secret/platformq/openproject", { api_key: openproject.apiKey });
    await using client = vaultClient(vault);
    const config = await loadConfigFromVault(client, {
      env: { NEXTCLOUD_URL: nextcloud.url, ZULIP_SITE: zulip.url, OPENPROJECT_URL: openproject.url },
      envFile: false,
    });
    await using platform = createPlatform(config);
    expect(await platform.checkHealth()).toMatchObject({ ok: true });

    const apiKey = await platform.zulip.authentication.regenerateApiKey();
    vault.secrets.set("secret/platformq/zulip", { email: zulip.email, api_key: apiKey });
    const admin = nextcloud.fake.state.users.get("admin");
    if (admin === undefined) throw new Error("the fake has no administrator");
    admin.password = "rotated";
    vault.secrets.set("secret/platformq/nextcloud", { admin_user: "admin", admin_pass: "rotated" });
    const operator = [...openproject.fake.state.users.values()].find(
      (user) => user.apiKey === openproject.apiKey,
    );
    if (operator === undefined) throw new Error("the fake has no operator");
    operator.apiKey = "rotated";
    vault.secrets.set("secret/platformq/openproject", { api_key: "rotated" });

    await platform.zulip.users.me();
    await platform.nextcloud.users.get("admin");
    await platform.openproject.users.me();
  });
});
