import { expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

test("capabilities tell the version and what each app can do", async () => {
  await using server = await startNextcloud();
  const { version, capabilities } = await server.client.capabilities.get();
  expect(version).toMatchObject({ major: 32, string: expect.stringMatching(/^32\./) });
  expect(capabilities).toHaveProperty("files_sharing");
});
