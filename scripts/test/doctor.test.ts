import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { environmentOf, type MockServers, startMockServers } from "@platformq/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loopbackCertificate } from "../../packages/config/test/support/loopback-certificate.js";
import { runScript } from "./run-script.js";

interface Finding {
  service: string;
  what: string;
  state: string;
  note: string;
  remedy?: string;
}

describe("npm run doctor", () => {
  let servers: MockServers;
  let env: Record<string, string>;
  beforeEach(async () => {
    servers = await startMockServers();
    env = environmentOf(servers);
  });
  afterEach(() => servers.close());

  /** The last thing looked at of Nextcloud, which is where the doctor stopped, or everything of a state. */
  const examine = async (more: Record<string, string>) => {
    const { code, stdout } = await runScript("scripts/doctor.ts", ["--json"], { env: { ...env, ...more } });
    const findings: Finding[] = JSON.parse(stdout).findings;
    const of = (service: string): Finding[] => findings.filter((finding) => finding.service === service);
    return { code, findings, nextcloud: of("nextcloud"), zulip: of("zulip"), openproject: of("openproject") };
  };

  it("finds three healthy servers healthy", async () => {
    const { code, findings } = await examine({});
    expect(findings.filter(({ state }) => state !== "ok")).toEqual([]);
    expect(findings).toHaveLength(18);
    expect(code).toBe(0);
  });

  it("names what is not set, and looks at the others all the same", async () => {
    const { code, nextcloud, zulip } = await examine({ NEXTCLOUD_ADMIN_PASS: "" });
    expect(nextcloud).toMatchObject([
      { what: "configuration", state: "failed", note: expect.stringContaining("NEXTCLOUD_ADMIN_PASS") },
    ]);
    expect(zulip.at(-1)).toMatchObject({ what: "permissions", state: "ok" });
    expect(code).toBe(1);
  });

  it.each([
    ["a host nobody knows", { NEXTCLOUD_URL: "https://cloud.invalid" }, "name", "cloud.invalid", "host"],
    ["a closed port", { NEXTCLOUD_URL: "http://127.0.0.1:1" }, "connection", "ECONNREFUSED", "port"],
    ["a wrong password", { NEXTCLOUD_ADMIN_PASS: "planted" }, "account", "401", "app password"],
  ])("stops at %s and says what to do", async (_, variables, what, note, remedy) => {
    const { code, nextcloud } = await examine(variables);
    const last = nextcloud.at(-1);
    expect(last).toMatchObject({ what, state: "failed", note: expect.stringContaining(note) });
    expect(last?.remedy).toContain(remedy);
    expect(JSON.stringify(nextcloud)).not.toContain("planted");
    expect(code).toBe(1);
  });

  it("tells a certificate nobody vouches for, and trusts the authority it is given", async () => {
    const server = createServer(loopbackCertificate, (_, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const url = { NEXTCLOUD_URL: `https://localhost:${port}` };
    const connectionOf = (findings: Finding[]) => findings.find(({ what }) => what === "connection");
    const { nextcloud } = await examine(url);
    expect(connectionOf(nextcloud)).toMatchObject({
      state: "failed",
      remedy: expect.stringContaining("HTTP_CA"),
    });
    const trusting = await examine({ ...url, HTTP_CA: loopbackCertificate.cert });
    expect(connectionOf(trusting.nextcloud)).toMatchObject({ note: expect.stringContaining("TLSv1.3") });
    expect(trusting.nextcloud.at(-1)).toMatchObject({
      what: "account",
      remedy: expect.stringContaining("another server"),
    });
    server.close();
    server.closeAllConnections();
  });

  it("says when the clocks differ", async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    servers.zulip.faults.next({ headers: { date }, match: /^HEAD / });
    const { code, zulip } = await examine({});
    const clock = zulip.find(({ what }) => what === "clock");
    expect(clock).toMatchObject({ state: "warning", remedy: expect.stringContaining("NTP") });
    expect(clock?.note).toMatch(/clock is 3[56]\d\d s ahead/);
    expect(code).toBe(0);
  });

  it("says what an account without rights cannot do, and what is in an address too much", async () => {
    const { code, nextcloud, openproject } = await examine({
      NEXTCLOUD_ADMIN_USER: "anna",
      NEXTCLOUD_ADMIN_PASS: "test-password-anna",
      OPENPROJECT_URL: `${servers.openproject.url}/api/v3`,
    });
    expect(nextcloud.at(-1)).toMatchObject({ what: "permissions", state: "warning" });
    expect(openproject).toContainEqual(
      expect.objectContaining({ what: "address", remedy: expect.stringContaining("/api/v3") }),
    );
    expect(code).toBe(1);
  });

  it("tells maintenance from a failure", async () => {
    servers.nextcloud.faults.down({ status: 503 });
    const { nextcloud } = await examine({});
    expect(nextcloud.at(-1)).toMatchObject({
      what: "account",
      remedy: expect.stringContaining("maintenance"),
    });
  });

  it("explains itself, and speaks plainly into a pipe", async () => {
    expect((await runScript("scripts/doctor.ts", ["--help"])).stdout).toContain("npm run doctor");
    const { stdout } = await runScript("scripts/doctor.ts", [], { env });
    expect(stdout).toContain("  ok       permissions    an administrator");
    expect(stdout).not.toContain("\u001b");
  });
});
