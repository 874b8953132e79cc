import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentOf, startMockServers } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { runScript, startScript } from "../run-script.js";

describe("examples/set-up-project.ts", () => {
  it("sets a project up and prints where it is", async () => {
    await using servers = await startMockServers();
    const args = ["Gemini", "anna:anna@example.com"];
    const cwd = await mkdtemp(join(tmpdir(), "platformq-example-"));
    const env = environmentOf(servers);
    const { code, stdout, stderr } = await runScript("examples/set-up-project.ts", args, { env, cwd });
    await rm(cwd, { recursive: true });
    expect(stderr).toBe("");
    expect(stdout).toContain("created  Share with editors");
    expect(stdout).toContain(`${servers.openproject.url}/projects/gemini`);
    expect(code).toBe(0);
  });

  it("says what failed and why, and what is waited for", async () => {
    await using servers = await startMockServers();
    servers.zulip.faults.next({ status: 400, times: 5, match: /^POST / });
    servers.nextcloud.faults.next({ status: 429, retryAfter: 1, match: /^MKCOL / });
    const cwd = await mkdtemp(join(tmpdir(), "platformq-example-"));
    const env = { ...environmentOf(servers), MAX_RETRIES: "0" };
    const args = ["Gemini", "anna:anna@example.com"];
    const { code, stdout, stderr } = await runScript("examples/set-up-project.ts", args, { env, cwd });
    await rm(cwd, { recursive: true });
    expect(stdout).toMatch(/waiting {2}Folder Projects: nextcloud asks for \d+ s/);
    expect(stdout).toContain("failed   Channel Gemini");
    expect(stderr).toMatch(/^ {9}.*400 Bad Request/m);
    expect(code).toBe(1);
  });

  it("begins no further step after Ctrl+C, and goes on when it is started again", async () => {
    await using servers = await startMockServers();
    servers.nextcloud.faults.next({ delayMs: 2_000, match: /^MKCOL / });
    const cwd = await mkdtemp(join(tmpdir(), "platformq-example-"));
    const args = ["Gemini", "anna:anna@example.com"];
    const env = environmentOf(servers);
    await using script = startScript("examples/set-up-project.ts", args, { env, cwd });
    await script.said(/created {2}Project gemini/);
    const first = await script.interrupt();
    expect(first.stderr).toContain("Interrupted; the same command goes on where this one stopped.");
    expect(first.code).toBe(130);
    const second = await runScript("examples/set-up-project.ts", args, { env, cwd });
    await rm(cwd, { recursive: true });
    expect(second.stderr).toBe("");
    expect(second.code).toBe(0);
  });
});
