// The fakes in a process of their own, so that what they remember is not counted.
import { startMockServers } from "@platformq/testing";

const { nextcloud, zulip, openproject } = await startMockServers();
process.send?.({
  nextcloud: { baseUrl: nextcloud.url, username: nextcloud.username, password: nextcloud.password },
  zulip: { baseUrl: zulip.url, email: zulip.email, apiKey: zulip.apiKey },
  openproject: { baseUrl: openproject.url, apiKey: openproject.apiKey },
});
process.on("disconnect", () => process.exit());
