import {
  ConfigurationError,
  ForbiddenError,
  NetworkError,
  NotFoundError,
  ServerError,
  systemClock,
  UnauthorizedError,
} from "@platformq/resilience";
import { describe, expect, it } from "vitest";
import { MissingKeyError, VaultClient, VaultError, type VaultOptions } from "../../src/index.js";
import { FakeVault } from "../support/fake-vault.js";
import { ask, vaultClient } from "../support/vault-client.js";

const ZULIP = { email: "bot@example.com", api_key: "key-1" };

describe("VaultClient.read", () => {
  it("reads KV version 2 below mount and prefix", async () => {
    await using vault = await FakeVault.start();
    vault.secrets.set("secret/platformq/zulip", ZULIP);
    await using client = vaultClient(vault);
    expect(await client.read("zulip")).toEqual(ZULIP);
    expect(vault.lines()).toEqual(["GET /v1/auth/token/lookup-self", "GET /v1/secret/data/platformq/zulip"]);
  });

  it("reads KV version 1, of another mount and prefix", async () => {
    await using vault = await FakeVault.start();
    vault.secrets.set("kv/teams/a b/zulip", ZULIP);
    await using client = vaultClient(vault, { kvVersion: 1, mount: "/kv/", prefix: "/teams/a b/" });
    expect(await client.read("zulip")).toEqual(ZULIP);
    expect(vault.lines()).toContain("GET /v1/kv/teams/a%20b/zulip");
  });

  it("needs no prefix", async () => {
    await using vault = await FakeVault.start();
    vault.secrets.set("secret/zulip", ZULIP);
    await using client = vaultClient(vault, { prefix: "" });
    expect(await client.read("zulip")).toEqual(ZULIP);
    expect(client.locate("zulip")).toBe("secret/zulip");
  });

  it("cuts the line break of a file that was stored whole, and leaves out what is no text", async () => {
    await using vault = await FakeVault.start();
    vault.secrets.set("secret/platformq/zulip", { api_key: "key-1\n", email: " ", limit: 7 });
    await using client = vaultClient(vault);
    expect(await client.read("zulip")).toEqual({ api_key: "key-1" });
  });

  it("sends the namespace with every request", async () => {
    await using vault = await FakeVault.start();
    vault.namespace = "teams/platform";
    vault.secrets.set("secret/platformq/zulip", ZULIP);
    await using client = vaultClient(vault, { namespace: "teams/platform" });
    await client.read("zulip");
    expect(vault.requests.map(({ namespace }) => namespace)).toEqual(["teams/platform", "teams/platform"]);
  });

  it("reads a secret once for all who ask at the same time, and then from memory", async () => {
    await using vault = await FakeVault.start();
    vault.secrets.set("secret/platformq/zulip", ZULIP);
    await using client = vaultClient(vault);
    await Promise.all(Array.from({ length: 20 }, () => client.read("zulip")));
    await client.read("zulip");
    expect(vault.lines()).toHaveLength(2);
  });
});

describe("errors of VaultClient.read", () => {
  const failure = async (prepare: (vault: FakeVault) => void, options: Partial<VaultOptions> = {}) => {
    await using vault = await FakeVault.start();
    prepare(vault);
    await using client = vaultClient(vault, options);
    const error: unknown = await client.read("zulip").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(VaultError);
    return { error, requests: vault.lines() };
  };

  it("tells a sealed Vault, and does not ask it again", async () => {
    const { error, requests } = await failure((vault) => {
      vault.state = "sealed";
    });
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({ code: "SEALED", status: 503, outcome: "rejected" });
    expect(error).toHaveProperty("message", expect.stringContaining("Vault is sealed: unseal it first"));
    expect(requests).toHaveLength(1);
  });

  it("waits for a new leader, and tells when there is none", async () => {
    const { error, requests } = await failure(
      (vault) => {
        vault.state = "leaderless";
      },
      { retry: 2, random: () => 0, clock: systemClock },
    );
    expect(error).toMatchObject({ code: "STANDBY", status: 500 });
    expect(requests.length).toBeGreaterThan(1);
  });

  it("repeats a login, too, that was turned away for want of a leader", async () => {
    const { requests } = await failure(
      (vault) => {
        vault.state = "leaderless";
      },
      { retry: 1, random: () => 0, clock: systemClock, auth: { method: "approle", roleId: "role-1" } },
    );
    expect(requests).toEqual(["POST /v1/auth/approle/login", "POST /v1/auth/approle/login"]);
  });

  it("asks a standby again that has not heard of the token yet, and tells when it never does", async () => {
    await using vault = await FakeVault.start();
    vault.secrets.set("secret/platformq/zulip", ZULIP);
    const patient = { retry: 1, random: () => 0, clock: systemClock };
    await using client = vaultClient(vault, patient);
    await expect(client.read("nowhere")).rejects.toMatchObject({ code: "PATH_MISSING" });
    const behind = [412, { errors: ["required index state not present"] }] as const;
    vault.next.push(behind);
    expect(await client.read("zulip")).toEqual(ZULIP);
    const { error, requests } = await failure((other) => other.next.push(behind, behind), {
      ...patient,
      auth: { method: "approle", roleId: "role-1" },
    });
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({ code: "STANDBY", status: 412 });
    expect(requests).toEqual(["POST /v1/auth/approle/login", "POST /v1/auth/approle/login"]);
  });

  it.each([
    [400, "LOGIN_REFUSED"],
    [403, "LOGIN_REFUSED"],
    [404, "AUTH_MISSING"],
    [408, "HTTP_408"],
    [412, "PRECONDITION_FAILED"],
  ])("tells a login that was refused from one nobody has looked at: %i is %s", async (status, code) => {
    const { error } = await failure((vault) => vault.next.push([status, { errors: [] }]), {
      auth: { method: "approle", roleId: "role-1" },
    });
    expect(error).toMatchObject({ code, status });
  });

  it("asks about address, namespace and auth mount where there is nothing to sign in at", async () => {
    const { error } = await failure((vault) => {
      vault.namespace = "teams";
    });
    expect(error).toMatchObject({ code: "AUTH_MISSING" });
    expect(error).toHaveProperty("message", expect.stringContaining("namespace and auth mount right?"));
  });

  it("does not take its token to the node a standby names", async () => {
    const { error } = await failure((vault) => {
      vault.state = "standby";
    });
    expect(error).toMatchObject({ code: "STANDBY", status: 307 });
    expect(error).toHaveProperty("message", expect.stringContaining("redirected to http://active.invalid;"));
  });

  it("tells a path the token's policies do not allow", async () => {
    const { error, requests } = await failure(() => {}, { mount: "other" });
    expect(error).toBeInstanceOf(ForbiddenError);
    expect(error).toMatchObject({ code: "DENIED", status: 403 });
    expect(error).toHaveProperty("message", expect.stringMatching(/v1\/other\/data\/platformq\/zulip → 403/));
    expect(requests.filter((line) => line.includes("/other/"))).toHaveLength(1);
  });

  it("tells a token that Vault does not know", async () => {
    const { error } = await failure(() => {}, { auth: { method: "token", token: "hvs.other" } });
    expect(error).toBeInstanceOf(UnauthorizedError);
    expect(error).toMatchObject({ code: "TOKEN_REFUSED", status: 403 });
  });

  it("tells a path where nothing is", async () => {
    const { error } = await failure(() => {});
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ code: "PATH_MISSING", status: 404 });
    expect(error).toHaveProperty(
      "message",
      expect.stringContaining("are mount, prefix and KV version right?"),
    );
  });

  it("tells a deleted version, and a mount of another version than configured", async () => {
    const deleted = await failure((vault) => vault.secrets.set("secret/platformq/zulip", null));
    expect(deleted.error).toMatchObject({ code: "PATH_MISSING" });
    expect(deleted.error).toHaveProperty(
      "message",
      expect.stringContaining("its latest version was deleted"),
    );
    const other = await failure((vault) => vault.secrets.set("secret/platformq/zulip", ZULIP), {
      kvVersion: 1,
    });
    expect(other.error).toHaveProperty(
      "message",
      expect.stringContaining("Invalid path for a versioned K/V"),
    );
  });

  it("tells an address where no Vault is", async () => {
    const { error } = await failure((vault) => vault.next.push([200, { hello: "planted" }]));
    expect(error).toMatchObject({ code: "UNREADABLE_RESPONSE" });
    expect(error).toHaveProperty("message", expect.stringContaining("the answer is not Vault's (data:"));
    expect(error).toHaveProperty("excerpt", undefined);
    expect(JSON.stringify(error)).not.toContain("planted");
  });

  it("tells a server that is not there", async () => {
    const vault = await FakeVault.start();
    await vault[Symbol.asyncDispose]();
    await using client = vaultClient(vault);
    await expect(client.read("zulip")).rejects.toThrow(NetworkError);
  });

  it("repeats neither token nor login in a message", async () => {
    const token = "hvs.planted";
    const refused = await failure((vault) => vault.next.push([400, { errors: [`bad ${token}`] }]), {
      auth: { method: "token", token },
    });
    expect(refused.error).toHaveProperty("message", expect.stringContaining("400 Bad Request: bad ***"));
    const { error } = await failure(
      (vault) => vault.next.push([400, { errors: ["bad role-1 with secret-id-1"] }]),
      { auth: { method: "approle", roleId: "role-1", secretId: "secret-id-1" } },
    );
    expect(error).toMatchObject({ code: "LOGIN_REFUSED" });
    expect(error).toHaveProperty("message", expect.stringContaining("bad role-1 with ***"));
  });
});

describe("VaultClient.secret", () => {
  it("answers at once from memory after the first reading", async () => {
    await using vault = await FakeVault.start();
    vault.secrets.set("secret/platformq/zulip", ZULIP);
    await using client = vaultClient(vault);
    const secret = client.secret("zulip", "api_key");
    expect(await ask(secret)).toBe("key-1");
    expect(ask(secret)).toBe("key-1");
  });

  it("is read anew when the value was refused, once for all who were", async () => {
    await using vault = await FakeVault.start();
    vault.secrets.set("secret/platformq/zulip", ZULIP);
    await using client = vaultClient(vault);
    const secret = client.secret("zulip", "api_key");
    await ask(secret);
    vault.lines();
    vault.secrets.set("secret/platformq/zulip", { ...ZULIP, api_key: "key-2" });
    const answers = await Promise.all(Array.from({ length: 10 }, async () => ask(secret, "key-1")));
    expect(new Set(answers)).toEqual(new Set(["key-2"]));
    // Somebody who still had the old one is helped from memory.
    expect(ask(secret, "key-1")).toBe("key-2");
    expect(vault.lines()).toHaveLength(1);
  });

  it("does not ask Vault for each call with a value that stays refused", async () => {
    await using vault = await FakeVault.start();
    vault.secrets.set("secret/platformq/zulip", ZULIP);
    await using client = vaultClient(vault);
    const secret = client.secret("zulip", "api_key");
    await ask(secret);
    vault.lines();
    for (let call = 0; call < 5; call++) expect(await ask(secret, "key-1")).toBe("key-1");
    expect(vault.lines()).toHaveLength(1);
    vault.clock.advance(5000);
    vault.secrets.set("secret/platformq/zulip", { ...ZULIP, api_key: "key-2" });
    expect(await ask(secret, "key-1")).toBe("key-2");
  });

  it("stands while Vault is away", async () => {
    await using vault = await FakeVault.start();
    vault.secrets.set("secret/platformq/zulip", ZULIP);
    await using client = vaultClient(vault, { cacheMs: 1000 });
    const secret = client.secret("zulip", "api_key");
    await ask(secret);
    vault.state = "sealed";
    vault.clock.advance(1000);
    expect(ask(secret)).toBe("key-1");
    expect(await ask(secret, "key-1")).toBe("key-1");
  });

  it("names a key that is not there", async () => {
    await using vault = await FakeVault.start();
    vault.secrets.set("secret/platformq/zulip", { email: "bot@example.com" });
    await using client = vaultClient(vault);
    const error: unknown = await Promise.resolve(ask(client.secret("zulip", "api_key"))).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(MissingKeyError);
    expect(error).toMatchObject({ code: "KEY_MISSING", path: "secret/platformq/zulip", key: "api_key" });
  });
});

describe("new VaultClient", () => {
  it("names all that is wrong with its options", () => {
    const make = () => vaultClientOf({ baseUrl: "", cacheMs: 0 });
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(/baseUrl is missing; cacheMs must be a positive number, not 0/);
  });
});

function vaultClientOf(options: Partial<VaultOptions>): VaultClient {
  return new VaultClient({ baseUrl: "http://localhost", auth: { method: "token", token: "t" }, ...options });
}
