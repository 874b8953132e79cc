import { readdirSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentOf, startMockServers } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { type Run, type RunOptions, runScript, startScript } from "../run-script.js";

const names = readdirSync(new URL("../../../examples", import.meta.url))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -".ts".length));
const example = (args: readonly string[], options?: RunOptions): Promise<Run> =>
  runScript("scripts/example.ts", args, options);

/** What is done with anything written to a server. */
const writes = ({ method }: { method: string }): boolean => !["GET", "HEAD", "PROPFIND"].includes(method);

describe("npm run example", () => {
  it("lists the examples, and ends with 2 without a name or with a wrong one", async () => {
    const [none, wrong, help] = await Promise.all([example([]), example(["nope"]), example(["--help"])]);
    for (const name of names) {
      expect(none.stdout).toContain(`\n  ${name}\n`);
      expect(wrong.stderr).toContain(`\n  ${name}\n`);
    }
    expect(wrong.stderr).toContain('There is no example "nope".');
    expect([none.code, wrong.code, help.code]).toEqual([2, 2, 0]);
  });

  it.each(names)(
    "%s explains itself, refuses what it does not know, and writes nothing meanwhile",
    async (name) => {
      await using servers = await startMockServers();
      const env = environmentOf(servers);
      const [help, unknown, many] = await Promise.all([
        example([name, "--help"], { env }),
        example([name, "--nonsense"], { env }),
        example([name, "", "", "", "x"], { env }),
      ]);
      expect(help.stdout).toContain(`npm run example -- ${name}`);
      expect(help.stdout).toContain("--fakes");
      expect(unknown.stderr).toContain("--nonsense");
      expect(unknown.stderr).toContain(`npm run example -- ${name}`);
      expect(many.stderr).not.toContain("    at ");
      expect([help.code, unknown.code, many.code]).toEqual([0, 2, 2]);
      const { nextcloud, zulip, openproject } = servers;
      for (const { fake } of [nextcloud, zulip, openproject])
        expect(fake.requests.filter(writes)).toEqual([]);
    },
  );

  it.each(["set-up-project", "provision-users", "notifications", "weekly-report", "upload-big-file"])(
    "%s does nothing without being told to what",
    async (name) => {
      await using servers = await startMockServers();
      const { code, stderr } = await example([name], { env: environmentOf(servers) });
      expect(stderr).toContain(`npm run example -- ${name}`);
      expect(servers.nextcloud.fake.requests).toEqual([]);
      expect(code).toBe(2);
    },
  );

  it.each([
    ["set-up-project", ["Apollo", "anna:anna@example.com"], "/projects/apollo"],
    ["weekly-report", ["demo-project", "general"], "Posted to general"],
    ["notifications", ["anna@example.com", "ben@example.com"], "delivered  to anna@example.com"],
  ])("%s runs on embedded servers, and leaves nothing behind", async (name, args, said) => {
    const cwd = await mkdtemp(join(tmpdir(), "platformq-example-"));
    const { code, stdout, stderr } = await example([name, ...args, "--fakes"], { cwd });
    expect(stdout).toContain(said);
    expect(stderr).toContain("nothing leaves this machine");
    expect(await readdir(cwd)).toEqual([]);
    expect(code).toBe(0);
    await rm(cwd, { recursive: true });
  });

  it("names what the configuration misses, and what to do", async () => {
    const { code, stderr } = await example(["set-up-project", "Apollo"]);
    expect(stderr).toContain("NEXTCLOUD_URL");
    expect(stderr).toContain("--fakes");
    expect(stderr).not.toContain("    at ");
    expect(code).toBe(2);
  });

  it("says in words that a key is wrong, and shows the stack to who wants it", async () => {
    await using servers = await startMockServers();
    const env = { ...environmentOf(servers), ZULIP_API_KEY: "planted-and-wrong-0123456789abcd" };
    const { code, stderr } = await example(["zulip-bot"], { env });
    expect(stderr).toMatch(/^Zulip: .*401/);
    expect(stderr).toContain("npm run doctor");
    expect(stderr).not.toMatch(/planted| {4}at /);
    expect(code).toBe(1);
    expect((await example(["zulip-bot", "--verbose"], { env })).stderr).toContain("    at ");
  });

  it("ends a server on embedded servers with Ctrl+C", async () => {
    await using script = startScript("scripts/example.ts", ["zulip-bot", "--fakes"]);
    await script.said(/Ada Admin is listening/);
    expect((await script.interrupt()).code).toBe(0);
  });
});
