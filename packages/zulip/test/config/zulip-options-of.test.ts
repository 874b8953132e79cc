import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigurationError } from "@platformq/resilience";
import { afterAll, describe, expect, test } from "vitest";
import { siteUrl, zulipOptionsOf } from "../../src/config/zulip-options-of.js";
import { ZulipClient } from "../../src/index.js";
import { startZulip } from "../fake-zulip.js";
import { keyOf } from "../thin-endpoint.js";

const folder = mkdtempSync(join(tmpdir(), "zuliprc-"));
afterAll(() => rmSync(folder, { recursive: true }));

function zuliprc(lines: string[]): string {
  const file = join(folder, `${Math.random()}`);
  writeFileSync(file, lines.join("\n"));
  return file;
}

const file = zuliprc(["[api]", "email=file@example.com", "key = a#b;c", "site=https://file.example.com"]);

describe("settings", () => {
  test("of the options win over the environment, and that over the file", () => {
    const env = { ZULIP_EMAIL: "env@example.com", ZULIP_SITE: " " };
    expect(zulipOptionsOf({ rateLimit: 5 }, { file, env })).toEqual({
      baseUrl: "https://file.example.com",
      email: "env@example.com",
      apiKey: "a#b;c",
      rateLimit: 5,
    });
    expect(zulipOptionsOf({ email: "option@example.com" }, { file, env }).email).toBe("option@example.com");
  });

  test("are in the file that ZULIP_CONFIG names", () => {
    expect(zulipOptionsOf({}, { env: { ZULIP_CONFIG: file } }).email).toBe("file@example.com");
    const missing = () => zulipOptionsOf({}, { env: { ZULIP_CONFIG: join(folder, "nothing") } });
    expect(missing).toThrow(ConfigurationError);
  });

  test("of other sections do not count, nor do comments", () => {
    const other = zuliprc(["; mine", "[other]", "email=no@example.com", "[api]", "# x", "EMAIL: a@b.c"]);
    expect(zulipOptionsOf({}, { file: other, env: {} }).email).toBe("a@b.c");
    const none = zuliprc(["email=a@b.c"]);
    expect(() => zulipOptionsOf({}, { file: none, env: {} })).toThrow("has no section [api]");
  });

  test("that are missing everywhere are named", () => {
    const some = zuliprc(["[api]", "email=a@b.c"]);
    expect(() => ZulipClient.fromZuliprc({}, { file: some, env: {} })).toThrow(
      "The zulip client needs baseUrl, apiKey",
    );
  });
});

test.each([
  ["https://chat.example.com", "https://chat.example.com"],
  ["https://chat.example.com/", "https://chat.example.com"],
  ["https://chat.example.com/api", "https://chat.example.com"],
  ["https://chat.example.com/zulip/api/v1/", "https://chat.example.com/zulip"],
  ["chat.example.com", "https://chat.example.com"],
  ["localhost:9991", "http://localhost:9991"],
  ["localhost.example.com", "https://localhost.example.com"],
])("the site %s is at %s", (site, url) => {
  expect(siteUrl(site)).toBe(url);
});

describe("TLS settings", () => {
  const bundle = zuliprc(["PEM"]);

  test("are read from the files they name", () => {
    const env = { ZULIP_CERT_BUNDLE: bundle, ZULIP_CERT: bundle, ZULIP_CERT_KEY: bundle };
    const pem = Buffer.from("PEM");
    expect(zulipOptionsOf({}, { file, env }).tls).toEqual({ ca: pem, cert: pem, key: pem });
  });

  test("that cannot be followed are refused", () => {
    for (const env of [
      { ZULIP_ALLOW_INSECURE: "true" },
      { ZULIP_CERT: bundle },
      { ZULIP_CERT_BUNDLE: join(folder, "nothing") },
    ]) {
      expect(() => zulipOptionsOf({}, { file, env })).toThrow(ConfigurationError);
    }
    for (const no of ["false", "False", "0"]) {
      expect(zulipOptionsOf({}, { file, env: { ZULIP_ALLOW_INSECURE: no } })).not.toHaveProperty("tls");
    }
  });
});

test("a client is made of a file", async () => {
  await using server = await startZulip();
  const lines = ["[api]", "email=anna@example.com", `key=${keyOf("anna")}`, `site=${server.url}/`];
  await using client = ZulipClient.fromZuliprc({}, { file: zuliprc(lines), env: {} });
  expect(await client.users.me()).toMatchObject({ email: "anna@example.com" });
});
