import { environmentOf, startMockServers } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { runScript } from "../run-script.js";

describe("examples/cluster-rate-limit.ts", () => {
  it("says what it misses", async () => {
    await using servers = await startMockServers();
    const { code, stderr } = await runScript("examples/cluster-rate-limit.ts", [], {
      env: environmentOf(servers),
    });
    expect(stderr).toContain("REDIS_URL is missing\n");
    expect(stderr).toContain("REDIS_URL=redis://localhost");
    expect(code).toBe(2);
  });
});
