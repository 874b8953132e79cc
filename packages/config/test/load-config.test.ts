import { createServer } from "node:http";
import { ConfigurationError } from "@platformq/resilience";
import { setupWebhooks } from "@platformq/webhooks";
import { describe, expect, expectTypeOf, it } from "vitest";
import { type Config, loadConfig, type ServiceConfigs } from "../src/index.js";
import { requiredVariables as env } from "./support/environment.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const load = (more: Record<string, string | undefined> = {}): Config =>
  loadConfig({ env: { ...env, ...more }, envFile: false });

describe("loadConfig", () => {
  it("reads the environment and fills in the defaults", () => {
    expect(load()).toEqual({
      nextcloud: { baseUrl: env.NEXTCLOUD_URL, username: "admin", password: "app-password", rateLimit: 10 },
      zulip: { baseUrl: env.ZULIP_SITE, email: "bot@example.com", apiKey: "key", rateLimit: 20 },
      openproject: { baseUrl: env.OPENPROJECT_URL, apiKey: "token", rateLimit: 15 },
      http: { timeoutMs: 30_000, maxRetries: 3, connections: 16 },
      circuitBreaker: { threshold: 5, openMs: 60_000 },
      logLevel: "silent",
      webhooks: { nextcloud: false, zulip: false, openproject: false },
    });
  });

  it("reads every other variable, durations in seconds", () => {
    const config = load({
      HTTP_TIMEOUT: "1.5",
      MAX_RETRIES: "0",
      HTTP_POOL_CONNECTIONS: "4",
      CIRCUIT_BREAKER_THRESHOLD: "9",
      CIRCUIT_BREAKER_TIMEOUT: "5",
      NEXTCLOUD_RATE_LIMIT: "1",
      ZULIP_RATE_LIMIT: "2",
      OPENPROJECT_RATE_LIMIT: "0.5",
      LOG_LEVEL: "debug",
      REDIS_URL: "rediss://:password@redis.example.com:6380/1",
    });
    expect(config).toMatchObject({
      http: { timeoutMs: 1500, maxRetries: 0, connections: 4 },
      circuitBreaker: { threshold: 9, openMs: 5000 },
      nextcloud: { rateLimit: 1 },
      zulip: { rateLimit: 2 },
      openproject: { rateLimit: 0.5 },
      logLevel: "debug",
      redisUrl: "rediss://:password@redis.example.com:6380/1",
    });
  });

  it.each([
    ["MAX_RETRIES", "-1", "must be 0 or more"],
    ["MAX_RETRIES", "2.5", "must be a whole number"],
    ["CIRCUIT_BREAKER_THRESHOLD", "0.5", "must be a whole number"],
    ["HTTP_POOL_CONNECTIONS", "0", "must be 1 or more"],
    ["HTTP_TIMEOUT", "0", "must be greater than 0"],
    ["LOG_LEVEL", "loud", "must be one of trace, debug, info, warn, error, fatal, silent"],
  ])("refuses %s=%s", (name, value, problem) => {
    expect(() => load({ [name]: value })).toThrow(`${name} ${problem}`);
  });

  it("cuts white space around values", () => {
    expect(load({ ZULIP_API_KEY: " key\r\n" }).zulip.apiKey).toBe("key");
  });

  it("names every variable that is missing, empty or wrong, and shows no value", () => {
    const broken = () =>
      load({
        ZULIP_EMAIL: undefined,
        ZULIP_API_KEY: " ",
        HTTP_TIMEOUT: "planted",
        NEXTCLOUD_URL: "ftp://planted",
        REDIS_URL: "http://planted",
        HTTP_CA: "planted",
      });
    expect(broken).toThrow(ConfigurationError);
    expect(broken).toThrow(
      /not set: ZULIP_EMAIL, ZULIP_API_KEY; wrong: NEXTCLOUD_URL must be .*; HTTP_TIMEOUT must be a number; HTTP_CA must be a certificate in PEM; REDIS_URL must be/,
    );
    expect(broken).not.toThrow(/planted/);
  });
});

describe("services in use", () => {
  it("need no variables of the others", () => {
    const { ZULIP_SITE, ZULIP_EMAIL, ZULIP_API_KEY, ...others } = env;
    const config = loadConfig({ env: others, envFile: false, services: ["nextcloud", "openproject"] });
    expect(config.nextcloud.username).toBe("admin");
    expect(config.openproject.apiKey).toBe("token");
    expect(config).not.toHaveProperty("zulip");
    expect(() => loadConfig({ env: others, envFile: false })).toThrow(
      "not set: ZULIP_SITE, ZULIP_EMAIL, ZULIP_API_KEY)",
    );
  });

  it("are known to the type", () => {
    const config = loadConfig({ env, envFile: false, services: ["zulip"] });
    expectTypeOf(config.zulip).toEqualTypeOf<ServiceConfigs["zulip"]>();
    expectTypeOf(config).not.toHaveProperty("nextcloud");
    expectTypeOf(load()).toHaveProperty("nextcloud");
  });

  it("are not checked beyond: a wrong variable of another service is nobody's business", () => {
    const config = loadConfig({
      env: { ...env, NEXTCLOUD_URL: "wrong" },
      envFile: false,
      services: ["zulip"],
    });
    expect(config.zulip.email).toBe("bot@example.com");
  });

  it("are not held up by files of another service, nor by one that is set twice", () => {
    const { NEXTCLOUD_ADMIN_PASS, ...rest } = env;
    const config = loadConfig({
      env: { ...rest, NEXTCLOUD_ADMIN_PASS_FILE: "/nowhere", OPENPROJECT_API_KEY_FILE: "/nowhere" },
      envFile: false,
      services: ["zulip"],
    });
    expect(config.zulip.email).toBe("bot@example.com");
  });

  it("are not the only ones whose webhooks are heard", () => {
    const config = loadConfig({
      env: { ...env, NEXTCLOUD_WEBHOOK_SECRET: "one" },
      envFile: false,
      services: ["zulip"],
    });
    expect(config.webhooks.nextcloud).toMatchObject({ talk: { secrets: ["one"] } });
  });
});

describe("webhook secrets", () => {
  it("can be several while one replaces the other", () => {
    const { webhooks } = load({ OPENPROJECT_WEBHOOK_SECRET: "new, old" });
    expect(webhooks.openproject).toEqual({ secrets: ["new", "old"] });
    expect(() => load({ OPENPROJECT_WEBHOOK_SECRET: "new,," })).toThrow(
      "OPENPROJECT_WEBHOOK_SECRET has an empty secret beside a comma",
    );
  });

  it("fit @platformq/webhooks as they are", async () => {
    const { webhooks } = load({ NEXTCLOUD_WEBHOOK_SECRET: "one", ZULIP_WEBHOOK_TOKEN: "two" });
    expect(webhooks).toMatchObject({
      nextcloud: { listeners: { secrets: ["one"] }, flow: { secrets: ["one"] }, talk: { secrets: ["one"] } },
      zulip: { secrets: ["two"] },
      openproject: false,
    });
    await setupWebhooks(createServer(), { config: webhooks }).close();
  });
});

describe("a variable from a file", () => {
  it("is read without its line break, whichever variable it is", async () => {
    await using folder = await temporaryFolder();
    const config = load({
      NEXTCLOUD_ADMIN_USER: undefined,
      NEXTCLOUD_ADMIN_USER_FILE: await folder.write("user", "operator\n"),
      ZULIP_WEBHOOK_TOKEN_FILE: await folder.write("token", "one,two\n"),
      HTTP_CA_FILE: await folder.write("ca.pem", "-----BEGIN CERTIFICATE-----\nMII\n"),
    });
    expect(config.nextcloud.username).toBe("operator");
    expect(config.webhooks.zulip).toEqual({ secrets: ["one", "two"] });
    expect(config.http.ca).toMatch(/^-----BEGIN CERTIFICATE-----\nMII$/);
  });

  it("makes a secret that follows the file", async () => {
    await using folder = await temporaryFolder();
    const file = await folder.write("key", "key-1\n");
    const { apiKey } = load({ ZULIP_API_KEY: undefined, ZULIP_API_KEY_FILE: file }).zulip;
    if (typeof apiKey === "string") throw new Error("the key does not follow its file");
    expect(apiKey()).toBe("key-1");
    await folder.write("key", "key-2\n");
    expect(apiKey("key-1")).toBe("key-2");
  });

  it("cannot be given as text, too", async () => {
    await using folder = await temporaryFolder();
    const file = await folder.write("key", "key");
    expect(() => load({ ZULIP_API_KEY_FILE: file })).toThrow(
      "(wrong: ZULIP_API_KEY and ZULIP_API_KEY_FILE are both set)",
    );
  });

  it("has to be there; its path is not shown, which may be the secret by mistake", async () => {
    await using folder = await temporaryFolder();
    const broken = async () =>
      load({
        ZULIP_API_KEY: "",
        ZULIP_API_KEY_FILE: "/planted",
        OPENPROJECT_API_KEY: undefined,
        OPENPROJECT_API_KEY_FILE: await folder.write("empty", "\n"),
      });
    await expect(broken).rejects.toThrow(
      "(wrong: ZULIP_API_KEY_FILE names a file that cannot be read (ENOENT); OPENPROJECT_API_KEY_FILE names an empty file)",
    );
  });
});

describe(".env", () => {
  it("gives what the environment leaves open", async () => {
    await using folder = await temporaryFolder();
    const envFile = await folder.write(".env", "ZULIP_EMAIL=file@example.com # a comment\nMAX_RETRIES=7\n");
    const config = loadConfig({ env: { ...env, ZULIP_EMAIL: "", MAX_RETRIES: "1" }, envFile });
    expect(config.zulip.email).toBe("file@example.com");
    expect(config.http.maxRetries).toBe(1);
  });

  it("gives way to a file that the environment names", async () => {
    await using folder = await temporaryFolder();
    const envFile = await folder.write(".env", "ZULIP_API_KEY=from-env-file\n");
    const ZULIP_API_KEY_FILE = await folder.write("key", "from-secret-file");
    const { apiKey } = loadConfig({ env: { ...env, ZULIP_API_KEY: "", ZULIP_API_KEY_FILE }, envFile }).zulip;
    expect(typeof apiKey === "function" && apiKey()).toBe("from-secret-file");
  });

  it("is looked for in the working directory, and need not be there", async () => {
    await using folder = await temporaryFolder();
    const before = process.cwd();
    process.chdir(folder.path);
    try {
      expect(loadConfig({ env }).http.maxRetries).toBe(3);
      await folder.write(".env", "MAX_RETRIES=7");
      expect(loadConfig({ env }).http.maxRetries).toBe(7);
    } finally {
      process.chdir(before);
    }
  });

  it("has to be there when it was named", () => {
    expect(() => loadConfig({ env, envFile: "/nowhere/.env" })).toThrow("/nowhere/.env cannot be read");
  });
});
