import { beforeAll, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeAll(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

test("recommended files come when the account wants them, or always", async () => {
  await client.files.upload("plan.md", "x");
  expect(await client.recommendations.list()).toEqual([]);
  const { fileId } = await client.files.stat("plan.md");
  expect(await client.recommendations.list({ always: true })).toMatchObject([
    { fileId, name: "plan.md", reason: "recently-edited", lastModified: expect.any(Date) },
  ]);
});
