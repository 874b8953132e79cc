import { startMockServers } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { environmentOf, runScript } from "./run-script.js";

describe("examples/set-up-project.ts", () => {
  it("sets a project up and prints where it is", async () => {
    await using servers = await startMockServers();
    const args = ["Gemini", "anna:anna@example.com"];
    const { code, stdout, stderr } = await runScript("examples/set-up-project.ts", args, {
      env: environmentOf(servers),
    });
    expect(stderr).toBe("");
    expect(stdout).toContain("created  Share with anna");
    expect(stdout).toContain(`${servers.openproject.url}/projects/gemini`);
    expect(code).toBe(0);
  });
});
