import { ConfigurationError } from "@platformq/resilience";
import { describe, expect, it } from "vitest";
import { VaultClient, type VaultOptions } from "../../src/index.js";
import { vaultOptionsOf } from "../../src/vault/options-from-environment.js";
import { FakeVault } from "../support/fake-vault.js";
import { loopbackCertificate } from "../support/loopback-certificate.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const VAULT_ADDR = "https://vault.example.com:8200";
const options = (env: Record<string, string>, given: Partial<VaultOptions> = {}): VaultOptions =>
  vaultOptionsOf(given, { env, envFile: false });

describe("vaultOptionsOf", () => {
  it("signs in with a token, AppRole or Kubernetes, by what is set", () => {
    expect(options({ VAULT_ADDR, VAULT_TOKEN: "t" }).auth).toEqual({ method: "token", token: "t" });
    expect(options({ VAULT_ADDR, VAULT_ROLE_ID: "r", VAULT_SECRET_ID: "s" }).auth).toEqual({
      method: "approle",
      roleId: "r",
      secretId: "s",
    });
    const kubernetes = { VAULT_ADDR, VAULT_KUBERNETES_ROLE: "r", VAULT_AUTH_MOUNT: "clusters/eu" };
    expect(options(kubernetes).auth).toEqual({ method: "kubernetes", role: "r", mount: "clusters/eu" });
  });

  it("reads the rest, the time to keep secrets in seconds", () => {
    const read = options({
      VAULT_ADDR,
      VAULT_TOKEN: "t",
      VAULT_NAMESPACE: "teams",
      VAULT_KV_MOUNT: "kv",
      VAULT_KV_PREFIX: "prod/platformq",
      VAULT_KV_VERSION: "1",
      VAULT_CACHE_TTL: "60",
    });
    expect(read).toMatchObject({
      baseUrl: VAULT_ADDR,
      namespace: "teams",
      mount: "kv",
      prefix: "prod/platformq",
      kvVersion: 1,
      cacheMs: 60_000,
    });
  });

  it("follows a token that an agent writes into a file", async () => {
    await using folder = await temporaryFolder();
    const file = await folder.write("token", "one\n");
    const { auth } = options({ VAULT_ADDR, VAULT_TOKEN_FILE: file });
    if (auth.method !== "token" || typeof auth.token === "string") throw new Error("no token that follows");
    await folder.write("token", "two\n");
    expect(auth.token("one")).toBe("two");
  });

  it("reads certificates from the files that are named", async () => {
    await using folder = await temporaryFolder();
    const VAULT_CACERT = await folder.write("ca.pem", "authority\n");
    const { tls } = options({ VAULT_ADDR, VAULT_TOKEN: "t", VAULT_CACERT, VAULT_TLS_SERVER_NAME: "vault" });
    expect(tls).toEqual({ ca: "authority", servername: "vault" });
    expect(options({ VAULT_ADDR, VAULT_TOKEN: "t" }).tls).toBeUndefined();
  });

  it("trusts a Vault by the authority it was told", async () => {
    await using folder = await temporaryFolder();
    await using vault = await FakeVault.start(loopbackCertificate);
    vault.secrets.set("secret/platformq/zulip", { api_key: "key" });
    const VAULT_CACERT = await folder.write("ca.pem", loopbackCertificate.cert);
    const env = { VAULT_ADDR: vault.url, VAULT_TOKEN: vault.issue() };
    await using trusting = VaultClient.fromEnvironment({}, { env: { ...env, VAULT_CACERT }, envFile: false });
    expect(await trusting.read("zulip")).toEqual({ api_key: "key" });
    await using other = VaultClient.fromEnvironment({}, { env, envFile: false });
    await expect(other.read("zulip")).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  });

  it("lets options win over the environment", () => {
    const auth = { method: "kubernetes", role: "mine" } as const;
    const env = { VAULT_ADDR, VAULT_KV_MOUNT: "kv" };
    expect(options(env, { auth, mount: "mine" })).toMatchObject({ baseUrl: VAULT_ADDR, auth, mount: "mine" });
  });

  it("leaves to the environment what is undefined", async () => {
    await using vault = await FakeVault.start();
    vault.namespace = "teams";
    vault.secrets.set("kv/prod/zulip", { api_key: "key" });
    const env = {
      VAULT_ADDR: vault.url,
      VAULT_TOKEN: vault.issue(),
      VAULT_NAMESPACE: "teams",
      VAULT_KV_MOUNT: "kv",
      VAULT_KV_PREFIX: "prod",
      VAULT_KV_VERSION: "1",
      VAULT_CACHE_TTL: "60",
    };
    const open = {
      tls: undefined,
      namespace: undefined,
      mount: undefined,
      prefix: undefined,
      kvVersion: undefined,
      cacheMs: undefined,
    };
    expect(options(env, open)).toEqual(options(env));
    await using client = VaultClient.fromEnvironment(open, { env, envFile: false });
    expect(await client.read("zulip")).toEqual({ api_key: "key" });
  });

  it("does not look at the variables that options take the place of", () => {
    const auth = { method: "kubernetes", role: "mine" } as const;
    const env = { VAULT_ADDR, VAULT_TOKEN_FILE: "/nowhere", VAULT_KV_VERSION: "3", VAULT_CACERT: "/nowhere" };
    const given = { auth, kvVersion: 1, tls: { ca: "mine" } } as const;
    expect(options(env, given)).toMatchObject({ baseUrl: VAULT_ADDR, ...given });
  });

  it("names all that is missing or wrong, and shows no value", () => {
    expect(() => options({})).toThrow(ConfigurationError);
    expect(() => options({})).toThrow(
      "not set: VAULT_ADDR, VAULT_TOKEN (or VAULT_ROLE_ID, or VAULT_KUBERNETES_ROLE)",
    );
    const wrong = {
      VAULT_ADDR: "planted",
      VAULT_TOKEN: "planted",
      VAULT_ROLE_ID: "planted",
      VAULT_KV_VERSION: "planted",
      VAULT_CACERT: "/planted",
    };
    expect(() => options(wrong)).toThrow(
      /VAULT_ADDR must be .*; VAULT_KV_VERSION must be 1 or 2; VAULT_TOKEN and VAULT_ROLE_ID are both set; one is needed; VAULT_CACERT names a file that cannot be read \(ENOENT\)/,
    );
    expect(() => options(wrong)).not.toThrow(/planted/);
  });
});
