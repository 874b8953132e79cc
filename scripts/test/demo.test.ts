import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentOf, type MockServers, startMockServers } from "@platformq/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Run, runScript, startScript } from "./run-script.js";

const run = (args: readonly string[], env: Record<string, string> = {}, cwd?: string): Promise<Run> =>
  runScript("scripts/demo/main.ts", args, { env, ...(cwd === undefined ? {} : { cwd }) });

describe("npm run demo", () => {
  it("sets a project up, reads it back, finds it again and prints where it is", async () => {
    const { code, stdout } = await run(["--name", "Größe & Co", "--member", "anna:anna@example.com"]);
    expect(stdout).toMatch(/created {2}nextcloud {4}Folder Projects\/Größe & Co /);
    expect(stdout).toMatch(/created {2}openproject {2}Membership of anna /);
    expect(stdout).toMatch(/created {2}zulip {8}Welcome message in Welcome /);
    expect(stdout).toContain("All 13 things are as wanted.");
    expect(stdout).toMatch(/found {4}zulip {8}Channel Größe & Co /);
    expect(stdout).toContain("Nothing changed.");
    expect(stdout).toMatch(
      /OpenProject │ project │ 2 of 2 │ http:\/\/127\.0\.0\.1:\d+\/projects\/groesse-co /,
    );
    expect(stdout).not.toContain("\u001b");
    expect(code).toBe(0);
  });

  it("prints JSON and nothing else on standard output when asked to", async () => {
    const { code, stdout } = await run(["--json"]);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      ok: true,
      status: "complete",
      verification: { drift: [], obstacles: [] },
      again: { changed: false },
    });
    const idsOf = (wanted: string) =>
      result.steps.flatMap(({ id, state }: { id: string; state: string }) => (state === wanted ? [id] : []));
    expect(idsOf("created")).toHaveLength(18);
    // Without owners and viewers there is nothing to restrict.
    expect(idsOf("found")).toEqual(["zulip.channel-permissions"]);
    expect(result.steps).toHaveLength(19);
    expect(code).toBe(0);
  });

  it("ends quietly when nobody reads on", async () => {
    await using script = startScript("scripts/demo/main.ts", []);
    await script.said(/ready/);
    const { code, stderr } = await script.stopReading();
    expect(stderr).toBe("");
    expect(code).toBe(141);
  });

  it("explains itself", async () => {
    const { code, stdout } = await run(["--help"]);
    expect(stdout).toContain("--member LOGIN:EMAIL");
    expect(stdout).toContain("npm run --silent demo -- --json");
    expect(code).toBe(0);
  });

  it.each([
    [["--member", "anna"], "LOGIN:EMAIL"],
    [["--nmae", "x"], "--nmae"],
    [["--live"], "--member"],
    [["--name", "a/b"], "holds one of"],
    [["--name", ""], "--name"],
  ])("refuses %j before it does anything", async (args, hint) => {
    const { code, stderr } = await run(args);
    expect(stderr).toContain(hint);
    expect(code).toBe(2);
  });

  it("names every variable that --live misses or cannot use, and shows no value", async () => {
    const env = {
      ZULIP_SITE: "not a url",
      ZULIP_API_KEY: "planted",
      OPENPROJECT_URL: "https://op.example.com",
    };
    const { code, stderr } = await run(["--live", "--member", "anna:anna@example.com"], env);
    for (const name of [
      "NEXTCLOUD_URL",
      "NEXTCLOUD_ADMIN_USER",
      "NEXTCLOUD_ADMIN_PASS",
      "ZULIP_EMAIL",
      "OPENPROJECT_API_KEY",
    ]) {
      expect(stderr).toContain(name);
    }
    expect(stderr).toContain("ZULIP_SITE must be an absolute URL");
    expect(stderr).not.toMatch(/not a url|planted/);
    expect(code).toBe(2);
  });
});

describe("npm run demo -- --live", () => {
  let servers: MockServers;
  let env: Record<string, string>;
  beforeEach(async () => {
    servers = await startMockServers();
    env = environmentOf(servers);
  });
  afterEach(() => servers.close());

  const members = ["--member", "anna:anna@example.com", "--member", "ben:ben@example.com"];
  const states = (stdout: string): string[] =>
    JSON.parse(stdout).steps.map(({ state }: { state: string }) => state);

  it("works on the servers of the environment, and changes nothing the second time", async () => {
    const first = await run(["--live", "--json", ...members], env);
    const second = await run(["--live", "--json", ...members], env);
    expect(states(first.stdout).filter((state) => state !== "created")).toEqual(["found"]);
    expect(new Set(states(second.stdout))).toEqual(new Set(["found"]));
    expect([first.code, second.code]).toEqual([0, 0]);
  });

  it("begins nothing more after Ctrl+C, and says that the same command goes on", async () => {
    servers.nextcloud.faults.next({ delayMs: 2_000, match: /^MKCOL / });
    await using script = startScript("scripts/demo/main.ts", ["--live", ...members], { env });
    await script.said(/created {2}openproject/);
    const { code, stderr } = await script.interrupt();
    expect(stderr).toContain("run the same command again");
    expect(code).toBe(130);
    expect(servers.nextcloud.fake.requests.filter(({ method }) => method === "MKCOL")).toHaveLength(1);
    expect((await run(["--live", ...members], env)).code).toBe(0);
  });

  it("reads .env where the environment is silent", async () => {
    const folder = await mkdtemp(join(tmpdir(), "platformq-demo-"));
    const { NEXTCLOUD_ADMIN_PASS: _, ...rest } = env;
    await writeFile(
      join(folder, ".env"),
      `NEXTCLOUD_ADMIN_PASS="${env.NEXTCLOUD_ADMIN_PASS}"\nZULIP_SITE=http://127.0.0.1:1\n`,
    );
    const { code } = await run(["--live", ...members], rest, folder);
    await rm(folder, { recursive: true });
    expect(code).toBe(0);
  });

  it("names a member the platforms do not know before anything is created", async () => {
    const args = ["--live", "--json", ...members, "--member", "dora:dora@example.com"];
    const { code, stdout, stderr } = await run(args, env);
    const { ok, obstacles } = JSON.parse(stdout);
    expect(ok).toBe(false);
    expect(obstacles.map(({ id }: { id: string }) => id).sort()).toEqual([
      "nextcloud.member:dora",
      "openproject.membership:dora",
      "zulip.subscription:dora",
    ]);
    expect(stderr).toContain("knows nobody with the login dora or the address dora@example.com");
    expect(servers.nextcloud.fake.requests.filter(({ method }) => method === "MKCOL")).toEqual([]);
    expect(code).toBe(1);
  });

  it("says which service is down without asking it again, and creates nothing", async () => {
    servers.openproject.faults.down();
    const { code, stdout } = await run(["--live", ...members], env);
    expect(stdout).toMatch(/failed {3}OpenProject: .*(closed|reset|refused)/);
    expect(stdout).toContain("Nothing was created.");
    expect(servers.nextcloud.fake.requests.filter(({ method }) => method === "MKCOL")).toEqual([]);
    expect(servers.openproject.fake.requests).toHaveLength(1);
    expect(code).toBe(1);
  });

  it.each([
    ["Nextcloud", "NEXTCLOUD_ADMIN_PASS"],
    ["Zulip", "ZULIP_API_KEY"],
    ["OpenProject", "OPENPROJECT_API_KEY"],
  ])("says that the credentials of %s are wrong, and does not show them", async (service, variable) => {
    const { code, stdout, stderr } = await run(["--live", ...members], {
      ...env,
      [variable]: "planted-and-wrong-0123456789abcd",
    });
    expect(stdout).toMatch(new RegExp(`failed {3}${service}: .*401`));
    expect(stdout + stderr).not.toContain("planted");
    expect(code).toBe(1);
  });

  it("reports what was not created when a service breaks down half-way", async () => {
    servers.zulip.fake.faults.next({ status: 500, times: 100, match: /^POST / });
    const { code, stdout } = await run(["--live", "--json", ...members], env);
    const result = JSON.parse(stdout);
    expect(result.status).toBe("partial");
    const zulip = result.steps.filter(({ platform }: { platform: string }) => platform === "zulip");
    expect(zulip.map(({ state }: { state: string }) => state)).toEqual([
      "failed",
      "skipped",
      "skipped",
      "skipped",
      "skipped",
    ]);
    expect(code).toBe(1);
  });
});
