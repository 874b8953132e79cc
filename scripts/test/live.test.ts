import { environmentOf, type MockServers, startMockServers } from "@platformq/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Run, runScript } from "./run-script.js";

let servers: MockServers;
let env: Record<string, string>;
beforeEach(async () => {
  servers = await startMockServers();
  env = environmentOf(servers);
});
afterEach(() => servers.close());

const run = (
  service: string,
  args: readonly string[] = [],
  more: Record<string, string> = {},
): Promise<Run> => runScript(`scripts/test-${service}.ts`, args, { env: { ...env, ...more } });

interface Result {
  area: string;
  state: string;
  note: string;
}
const areas = (stdout: string, state: string): string[] =>
  JSON.parse(stdout).results.flatMap((result: Result) => (result.state === state ? [result.area] : []));

describe.each(["nextcloud", "zulip", "openproject"])("npm run test:%s", (service) => {
  it("finds that everything works, tells what the server is, and leaves nothing", async () => {
    const { code, stdout, stderr } = await run(service, ["--json"]);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      ok: true,
      left: [],
      server: { version: expect.stringMatching(/^\d+\./) },
    });
    expect(areas(stdout, "pass")).toHaveLength(result.results.length);
    expect(result.requests.latencyMs.p95).toBeGreaterThan(0);
    expect(stderr).toContain("Everything that could be tried works.");
    expect(code).toBe(0);

    const { nextcloud, zulip, openproject } = servers;
    const own = (text: string) => text.includes("platformq-check");
    expect([...nextcloud.fake.state.users.keys(), ...nextcloud.fake.state.groups.keys()].filter(own)).toEqual(
      [],
    );
    expect([...zulip.fake.state.streams.values()].filter(({ is_archived }) => !is_archived)).toEqual([]);
    expect([...openproject.fake.state.projects.values()]).toEqual([]);
  });

  it("creates nothing with wrong credentials, and does not show them", async () => {
    const wrong = "planted-and-wrong-0123456789abcd";
    const keys = { NEXTCLOUD_ADMIN_PASS: wrong, ZULIP_API_KEY: wrong, OPENPROJECT_API_KEY: wrong };
    const { code, stdout, stderr } = await run(service, [], keys);
    expect(stdout).toMatch(/failed {2}.*401/);
    expect(stdout).toContain("Nothing was created.");
    expect(stdout + stderr).not.toContain("planted");
    expect(code).toBe(1);
  });

  it("names what is not set, and does not mind what others need", async () => {
    env = {};
    const { code, stderr } = await run(service);
    expect(stderr).toMatch(/not set: [A-Z_]+/);
    const others = ["nextcloud", "zulip", "openproject"].filter((name) => name !== service);
    for (const other of others) expect(stderr).not.toContain(other.toUpperCase());
    expect(code).toBe(2);
  });

  it("explains itself", async () => {
    env = {};
    expect(await run(service, ["--help"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`npm run test:${service} -- [options]`),
    });
    expect(await run(service, ["--jsno"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--jsno"),
    });
  });
});

describe("the live checks", () => {
  it("go on after a failure, say what failed, and clean up all the same", async () => {
    servers.openproject.faults.next({ status: 500, match: /^POST .*\/relations/, times: 10 });
    const { code, stdout } = await run("openproject", ["--json"]);
    expect(areas(stdout, "fail")).toEqual(["Comments and relations"]);
    expect(areas(stdout, "pass")).toContain("Archive");
    expect(JSON.parse(stdout).left).toEqual([]);
    expect([...servers.openproject.fake.state.projects.values()]).toEqual([]);
    expect(code).toBe(1);
  });

  it("skip what needs what failed", async () => {
    servers.zulip.faults.next({ status: 500, match: "POST /api/v1/users/me/subscriptions", times: 10 });
    const { code, stdout } = await run("zulip");
    expect(stdout).toContain("fail     Channel: Zulip: POST");
    expect(stdout).toContain("skipped  Messages: needs: Channel");
    expect(servers.zulip.fake.state.messages.size).toBe(0);
    expect(code).toBe(1);
  });

  it("take what the account may not do for no failure", async () => {
    const anna = { NEXTCLOUD_ADMIN_USER: "anna", NEXTCLOUD_ADMIN_PASS: "test-password-anna" };
    const { code, stdout } = await run("nextcloud", ["--json"], anna);
    expect(areas(stdout, "denied")).toEqual(expect.arrayContaining(["Tags", "Users, groups, shares"]));
    expect(areas(stdout, "fail")).toEqual([]);
    expect(JSON.parse(stdout).left).toEqual([]);
    expect(code).toBe(0);
  });

  it("tell what could not be taken away", async () => {
    servers.openproject.faults.next({ status: 500, match: /^DELETE .*\/projects\//, times: 10 });
    const { code, stdout } = await run("openproject");
    expect(stdout).toMatch(/left {5}project platformq-check-/);
    expect(code).toBe(1);
  });
});
