import { beforeAll, expect, test } from "vitest";
import type { OpenProjectClient } from "../../src/index.js";
import { startSeededOpenProject } from "../seeded-openproject.js";

let server: Awaited<ReturnType<typeof startSeededOpenProject>>;
let client: OpenProjectClient;

beforeAll(async () => {
  server = await startSeededOpenProject();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

test("the schemas say what may be written", async () => {
  expect((await client.projects.schema()).get("customField1")?.name).toBe("Cost centre");
  expect((await client.workspaces.schema()).has("name")).toBe(true);
  expect(await client.memberships.schema()).toBeInstanceOf(Map);
  expect((await client.users.schema()).get("email")?.required).toBe(true);
  expect((await client.versions.schema()).get("definingProject")?.isLink).toBe(true);
  expect((await client.timeEntries.schema()).has("hours")).toBe(true);
});
