import { startMockServers } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { runScript } from "../run-script.js";

describe("examples/cluster-rate-limit.ts", () => {
  it("keeps three processes to one rate", async () => {
    await using servers = await startMockServers({ services: ["zulip"] });
    const { url: ZULIP_SITE, email: ZULIP_EMAIL, apiKey: ZULIP_API_KEY } = servers.zulip;
    const env = {
      ZULIP_SITE,
      ZULIP_EMAIL,
      ZULIP_API_KEY,
      ZULIP_RATE_LIMIT: "20",
      REDIS_URL: process.env.REDIS_URL ?? "",
    };
    const { code, stdout, stderr } = await runScript("examples/cluster-rate-limit.ts", [], { env });
    expect(stderr).toBe("");
    expect(code).toBe(0);
    for (const id of [1, 2, 3]) expect(stdout.match(new RegExp(`^worker ${id} `, "gm"))).toHaveLength(10);
    const rate = Number(/^30 calls, ([\d.]+) per second/m.exec(stdout)?.[1]);
    // Each by itself they would come to three times 20. Answers may be closer together than their calls were.
    expect(rate).toBeLessThan(40);
  });
});
