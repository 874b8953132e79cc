import { expect, it } from "vitest";
import { startMockServers } from "../../src/index.js";

it("server settings need no account and tell the feature level", async () => {
  await using servers = await startMockServers({ services: ["zulip"] });
  const response = await fetch(`${servers.zulip.url}/api/v1/server_settings`);
  expect(await response.json()).toMatchObject({
    result: "success",
    zulip_feature_level: 421,
    realm_url: servers.zulip.url,
  });
});
