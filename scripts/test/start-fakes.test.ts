import { loadConfig } from "@platformq/config";
import { describe, expect, it } from "vitest";
import { startFakes } from "../fakes/start-fakes.js";

describe("startFakes", () => {
  it("sets rates that make no call wait, and has the channel the examples post to", async () => {
    await using servers = await startFakes();
    const { nextcloud, zulip, openproject } = loadConfig({ env: servers.env, envFile: false });
    for (const { rateLimit } of [nextcloud, zulip, openproject]) expect(rateLimit).toBeGreaterThan(500);
    expect(servers.zulip.fake.state.findStream("general")?.subscribers.size).toBe(4);
  });
});
