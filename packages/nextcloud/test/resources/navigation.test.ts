import { beforeAll, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeAll(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

test("the menus list what the account can open, by path or by whole URL", async () => {
  expect(await client.navigation.apps()).toMatchObject([{ id: "files", href: "/apps/files/" }]);
  const [first] = await client.navigation.settings({ absolute: true });
  expect(first?.href).toBe(`${server.url}/settings/user`);
});
