import { beforeAll, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeAll(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

test("a password is made up that would be taken", async () => {
  const password = await client.passwordPolicy.generate();
  expect(await client.passwordPolicy.validate(password)).toEqual({ passed: true });
});

test("a password that would not be taken is told with the reason", async () => {
  expect(await client.passwordPolicy.validate("short")).toEqual({
    passed: false,
    reason: expect.stringContaining("10"),
  });
});
