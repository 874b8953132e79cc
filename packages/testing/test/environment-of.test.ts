import { expect, it } from "vitest";
import { environmentOf, startMockServers } from "../src/index.js";

it("names what leads to the servers that run, and nothing of the others", async () => {
  await using servers = await startMockServers({ services: ["nextcloud", "openproject"] });
  const { nextcloud, openproject } = servers;
  expect(environmentOf(servers)).toEqual({
    NEXTCLOUD_URL: nextcloud.url,
    NEXTCLOUD_ADMIN_USER: nextcloud.username,
    NEXTCLOUD_ADMIN_PASS: nextcloud.password,
    OPENPROJECT_URL: openproject.url,
    OPENPROJECT_API_KEY: openproject.apiKey,
  });
});
