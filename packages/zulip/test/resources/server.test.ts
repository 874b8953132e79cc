import { expect, test } from "vitest";
import { startZulip } from "../fake-zulip.js";

test("settings need no account and send none", async () => {
  await using server = await startZulip();
  const client = server.connect({ apiKey: "wrong" });
  expect(await client.server.settings()).toMatchObject({ zulip_version: "11.0", zulip_feature_level: 421 });
  expect(server.fake.requests.at(-1)?.headers).not.toHaveProperty("authorization");
});
