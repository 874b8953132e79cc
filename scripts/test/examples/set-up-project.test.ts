import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentOf, startMockServers } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { runScript } from "../run-script.js";

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
});
