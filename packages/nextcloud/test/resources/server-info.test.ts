import { ForbiddenError } from "@platformq/resilience";
import { beforeAll, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;

beforeAll(async () => {
  server = await startNextcloud();
  return () => server[Symbol.asyncDispose]();
});

test("the server's state is measured in bytes, and what it cannot tell is left out", async () => {
  expect(await server.client.serverInfo.get()).toMatchObject({
    system: { version: "32.0.1.2", freeSpaceBytes: 50_000_000_000, memoryTotalBytes: 8_192_000_000 },
    storage: { users: 4 },
    server: { database: { type: "pgsql", sizeBytes: 8_000_000 } },
    activeUsers: { last24hours: 1 },
  });
  const { system } = await server.client.serverInfo.get();
  expect(system.swapTotalBytes).toBeUndefined();
  expect(system.apps).toBeUndefined();
  expect(system.cpuLoad).toEqual([0.5, 0.25, 0.125]);
});

test("updates of apps are looked for when asked", async () => {
  const { system } = await server.client.serverInfo.get({ apps: true });
  expect(system.apps).toEqual({ installed: 11, updatesAvailable: 0, updates: {} });
});

test("an ordinary account is refused here, because the server would count a failed login", async () => {
  const ben = server.connect({ username: "ben", password: "test-password-ben" });
  await expect(ben.serverInfo.get()).rejects.toBeInstanceOf(ForbiddenError);
  expect(server.fake.state.failedLogins).toBe(0);
  expect((await ben.users.me()).id).toBe("ben");
});
