import { UnauthorizedError } from "@platformq/resilience";
import { describe, expect, it, vi } from "vitest";
import type { VaultAuth } from "../../src/index.js";
import { FakeVault } from "../support/fake-vault.js";
import { vaultClient } from "../support/vault-client.js";

const LOOKUP = "GET /v1/auth/token/lookup-self";
const RENEW = "POST /v1/auth/token/renew-self";
const REVOKE = "POST /v1/auth/token/revoke-self";
const APPROLE = "POST /v1/auth/approle/login";
const READ = "GET /v1/secret/data/platformq/zulip";

const appRole: VaultAuth = { method: "approle", roleId: "role-1", secretId: "secret-id-1" };

async function startVault(): Promise<FakeVault> {
  const vault = await FakeVault.start();
  vault.secrets.set("secret/platformq/zulip", { api_key: "key-1" });
  return vault;
}

async function startWithAppRole(role: object = {}): Promise<FakeVault> {
  const vault = await startVault();
  vault.appRoles.set("role-1", { secretId: "secret-id-1", uses: 1000, ttl: 300, ...role });
  return vault;
}

/** Lets time pass until what it starts has been sent. */
async function advanceUntil(vault: FakeVault, seconds: number, lines: string[]): Promise<void> {
  vault.clock.advance(seconds * 1000);
  await vi.waitFor(() => expect(vault.requests.map(({ line }) => line)).toEqual(lines), { interval: 2 });
  vault.lines();
  // The answer has to arrive as well before time passes again.
  await new Promise((resolve) => setTimeout(resolve, 20));
}

describe("AppRole", () => {
  it("logs in once for all who ask, and revokes the token on close", async () => {
    await using vault = await startWithAppRole();
    const client = vaultClient(vault, { auth: appRole });
    await Promise.all([client.read("zulip"), client.read("zulip")]);
    await client.close();
    expect(vault.lines()).toEqual([APPROLE, READ, REVOKE]);
    expect(vault.tokens.size).toBe(1); // the one the fixture issued
  });

  it("renews its token at two thirds of its life, as often as that", async () => {
    await using vault = await startWithAppRole();
    await using client = vaultClient(vault, { auth: appRole });
    await client.read("zulip");
    vault.lines();
    await advanceUntil(vault, 199, []);
    await advanceUntil(vault, 1, [RENEW]);
    await advanceUntil(vault, 200, [RENEW]);
    await client.read("zulip");
    expect(vault.lines()).not.toContain(APPROLE);
  });

  it("waits for the next renewal without keeping the process alive, and not beyond close", async () => {
    await using vault = await startWithAppRole();
    const client = vaultClient(vault, { auth: appRole });
    await client.read("zulip");
    expect(vault.clock.holding).toBe(0);
    expect(vault.clock.running).toBeGreaterThan(0);
    vault.lines();
    await client.close();
    vault.lines();
    await advanceUntil(vault, 300, []);
    expect(vault.lines()).toEqual([]);
  });

  it("logs in again before the token reaches its maximum", async () => {
    await using vault = await startWithAppRole({ maxTtl: 320 });
    await using client = vaultClient(vault, { auth: appRole });
    await client.read("zulip");
    vault.lines();
    await advanceUntil(vault, 200, [RENEW, APPROLE]);
    await advanceUntil(vault, 200, [RENEW, APPROLE]);
  });

  it("logs in again instead of renewing a batch token", async () => {
    await using vault = await startWithAppRole({ renewable: false });
    await using client = vaultClient(vault, { auth: appRole });
    await client.read("zulip");
    vault.lines();
    await advanceUntil(vault, 200, [APPROLE]);
  });

  it("logs in again when the token was revoked, once for all who had it", async () => {
    await using vault = await startWithAppRole();
    vault.secrets.set("secret/platformq/nextcloud", { admin_user: "admin" });
    await using client = vaultClient(vault, { auth: appRole });
    await client.read("zulip");
    vault.lines();
    vault.tokens.clear();
    vault.clock.advance(1000);
    await Promise.all([client.read("nextcloud"), client.read("openproject").catch(() => {})]);
    expect(vault.lines().filter((line) => line === APPROLE)).toHaveLength(1);
  });

  it("takes the token that another call has got meanwhile", async () => {
    await using vault = await startWithAppRole();
    vault.secrets.set("secret/platformq/nextcloud", { admin_user: "admin" });
    await using client = vaultClient(vault, { auth: appRole });
    await client.read("zulip");
    vault.lines();
    vault.tokens.clear();
    let release: () => void = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    vault.held.set("GET /v1/secret/data/platformq/openproject", released);
    vault.secrets.set("secret/platformq/openproject", { api_key: "token" });
    const late = client.read("openproject");
    await client.read("nextcloud");
    release();
    expect(await late).toEqual({ api_key: "token" });
    expect(vault.lines().filter((line) => line === APPROLE)).toHaveLength(1);
  });

  it("logs in again when the token expired while Vault was away", async () => {
    await using vault = await startWithAppRole();
    await using client = vaultClient(vault, { auth: appRole });
    await client.read("zulip");
    vault.lines();
    vault.clock.advance(300_000);
    vault.secrets.set("secret/platformq/nextcloud", { admin_user: "admin" });
    expect(await client.read("nextcloud")).toEqual({ admin_user: "admin" });
    expect(vault.lines()).toContain(APPROLE);
  });

  it("does not log in again for a path its policies deny", async () => {
    await using vault = await startWithAppRole({ policy: [] });
    await using client = vaultClient(vault, { auth: appRole });
    await expect(client.read("zulip")).rejects.toMatchObject({ code: "DENIED" });
    expect(vault.lines()).toEqual([APPROLE, READ, LOOKUP]);
  });

  it("tells a login that is refused", async () => {
    await using vault = await startWithAppRole({ uses: 0 });
    await using client = vaultClient(vault, { auth: appRole });
    const reading = client.read("zulip");
    await expect(reading).rejects.toThrow(UnauthorizedError);
    await expect(reading).rejects.toThrow(/approle\/login → 400 .*invalid role or secret ID/);
  });

  it("works without a secret id, where the role needs none", async () => {
    await using vault = await startWithAppRole({ secretId: undefined });
    await using client = vaultClient(vault, { auth: { method: "approle", roleId: "role-1" } });
    expect(await client.read("zulip")).toEqual({ api_key: "key-1" });
  });
});

describe("Kubernetes", () => {
  it("sends the service account's token as it is at the time of each login", async () => {
    await using vault = await startVault();
    let jwt = "jwt-1";
    vault.kubernetesRoles.set("platformq", { jwt: () => jwt, ttl: 300, renewable: false });
    await using client = vaultClient(vault, {
      auth: { method: "kubernetes", role: "platformq", jwt: () => jwt },
    });
    await client.read("zulip");
    vault.lines();
    jwt = "jwt-2";
    await advanceUntil(vault, 200, ["POST /v1/auth/kubernetes/login"]);
    vault.secrets.set("secret/platformq/nextcloud", {});
    expect(await client.read("nextcloud")).toEqual({});
  });

  it("logs in at another mount", async () => {
    await using vault = await startVault();
    await using client = vaultClient(vault, {
      auth: { method: "kubernetes", role: "platformq", jwt: "jwt", mount: "clusters/eu" },
    });
    await expect(client.read("zulip")).rejects.toMatchObject({ code: "LOGIN_REFUSED" });
    expect(vault.lines()).toEqual(["POST /v1/auth/clusters/eu/login"]);
  });

  it("says that the service account's token is not there", async () => {
    await using vault = await startVault();
    await using client = vaultClient(vault, { auth: { method: "kubernetes", role: "platformq" } });
    await expect(client.read("zulip")).rejects.toThrow(/serviceaccount\/token cannot be read; is this a pod/);
  });
});

describe("a token", () => {
  it("is renewed, too, and not revoked on close: it is its owner's", async () => {
    await using vault = await startVault();
    const token = vault.issue({ ttl: 300 });
    const client = vaultClient(vault, { auth: { method: "token", token } });
    await client.read("zulip");
    vault.lines();
    await advanceUntil(vault, 200, [RENEW]);
    await client.close();
    await advanceUntil(vault, 300, []);
    expect(vault.tokens.has(token)).toBe(true);
  });

  it("is asked for again where somebody else replaces it", async () => {
    await using vault = await startVault();
    let token = vault.issue({ ttl: 300, renewable: false });
    await using client = vaultClient(vault, { auth: { method: "token", token: () => token } });
    await client.read("zulip");
    vault.tokens.delete(token);
    token = vault.issue({ ttl: 300 });
    vault.secrets.set("secret/platformq/nextcloud", { admin_user: "admin" });
    expect(await client.read("nextcloud")).toEqual({ admin_user: "admin" });
  });

  it("is used as it is when it may not look itself up", async () => {
    await using vault = await startVault();
    const token = vault.issue();
    await using client = vaultClient(vault, { auth: { method: "token", token } });
    vault.next.push([403, { errors: ["permission denied"] }]);
    expect(await client.read("zulip")).toEqual({ api_key: "key-1" });
    expect(vault.lines()).toEqual([LOOKUP, READ]);
  });
});

describe("a renewal that fails", () => {
  it("is tried again with what is left, and logged without the token", async () => {
    await using vault = await startWithAppRole();
    const lines: string[] = [];
    const log = (details: object, message: string) =>
      void lines.push(`${message} ${JSON.stringify(details)}`);
    const logger = { isLevelEnabled: () => false, trace() {}, debug() {}, info: log, warn: log, error: log };
    await using client = vaultClient(vault, { auth: appRole, logger });
    await client.read("zulip");
    vault.lines();
    vault.state = "sealed";
    await advanceUntil(vault, 200, [RENEW, APPROLE]);
    expect(lines.join("\n")).toMatch(/token of Vault could not be renewed .*SEALED/);
    expect(lines.join("\n")).not.toMatch(/hvs\.|secret-id-1/);
    vault.state = "active";
    // Two thirds of the hundred seconds that were left.
    await advanceUntil(vault, 67, [RENEW]);
  });
});
