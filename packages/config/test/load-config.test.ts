import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigurationError } from "@platformq/resilience";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../src/index.js";

const env = {
  NEXTCLOUD_URL: "https://cloud.example.com",
  NEXTCLOUD_ADMIN_USER: "admin",
  NEXTCLOUD_ADMIN_PASS: "app-password",
  ZULIP_SITE: "https://chat.example.com",
  ZULIP_EMAIL: "bot@example.com",
  ZULIP_API_KEY: "key",
  OPENPROJECT_URL: "https://op.example.com/openproject",
  OPENPROJECT_API_KEY: "token",
};

describe("loadConfig", () => {
  it("reads the environment and fills in the defaults", () => {
    expect(loadConfig({ env, envFile: false })).toEqual({
      nextcloud: { baseUrl: env.NEXTCLOUD_URL, username: "admin", password: "app-password", rateLimit: 10 },
      zulip: { baseUrl: env.ZULIP_SITE, email: "bot@example.com", apiKey: "key", rateLimit: 20 },
      openproject: { baseUrl: env.OPENPROJECT_URL, apiKey: "token", rateLimit: 15 },
      http: { timeoutMs: 30_000, maxRetries: 3, connections: 16 },
      circuitBreaker: { threshold: 5, openMs: 60_000 },
      logLevel: "silent",
    });
  });

  it("reads durations in seconds", () => {
    const config = loadConfig({
      env: { ...env, HTTP_TIMEOUT: "1.5", CIRCUIT_BREAKER_TIMEOUT: "5" },
      envFile: false,
    });
    expect(config.http.timeoutMs).toBe(1500);
    expect(config.circuitBreaker.openMs).toBe(5000);
  });

  it("names every variable that is missing, empty or wrong, and shows no value", () => {
    const broken = {
      ...env,
      ZULIP_EMAIL: undefined,
      ZULIP_API_KEY: " ",
      HTTP_TIMEOUT: "planted",
      NEXTCLOUD_URL: "ftp://planted",
    };
    const load = (): unknown => loadConfig({ env: broken, envFile: false });
    expect(load).toThrow(ConfigurationError);
    expect(load).toThrow(
      /not set: ZULIP_EMAIL, ZULIP_API_KEY; wrong: NEXTCLOUD_URL must be .*; HTTP_TIMEOUT must be a number/,
    );
    expect(load).not.toThrow(/planted/);
  });

  it("takes from a file what the environment leaves open", async () => {
    const folder = await mkdtemp(join(tmpdir(), "platformq-config-"));
    const envFile = join(folder, ".env");
    await writeFile(envFile, "ZULIP_EMAIL=file@example.com # a comment\nMAX_RETRIES=7\n");
    const config = loadConfig({ env: { ...env, ZULIP_EMAIL: "", MAX_RETRIES: "1" }, envFile });
    await rm(folder, { recursive: true });
    expect(config.zulip.email).toBe("file@example.com");
    expect(config.http.maxRetries).toBe(1);
  });

  it("says when a named file is not there", () => {
    expect(() => loadConfig({ env, envFile: "/nowhere/.env" })).toThrow("/nowhere/.env cannot be read");
  });
});
