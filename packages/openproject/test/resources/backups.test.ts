import { ForbiddenError, path } from "@platformq/resilience";
import { beforeAll, expect, test } from "vitest";
import { Backup } from "../../src/index.js";
import { startOpenProject } from "../fake-openproject.js";

let server: Awaited<ReturnType<typeof startOpenProject>>;

beforeAll(async () => {
  server = await startOpenProject();
  return () => server[Symbol.asyncDispose]();
});

test("a backup is a job to wait for", async () => {
  const { backups, jobStatuses } = server.client;
  const { jobStatusId } = await backups.create({ backupToken: "backup-test-admin", attachments: false });
  expect(server.fake.requests.at(-1)?.body).toMatchObject({ attachments: false });
  expect((await jobStatuses.wait(jobStatusId, { pollMs: 1 })).status).toBe("success");
});

test("a refused token does not make the other calls of the account wait for a proof, nor fail", async () => {
  const { client } = server;
  const body = { backupToken: "wrong" };
  const request = { method: "POST", path: path`backups`, body, judgesCredential: false } as const;
  await expect(client.request(request, Backup)).rejects.toMatchObject({ status: 401 });
  expect((await client.users.me()).login).toBe("admin");
});

test("a wrong token is told apart from a wrong sign-in, and the client goes on", async () => {
  const { backups, users } = server.client;
  const refused = backups.create({ backupToken: "wrong" });
  await expect(refused).rejects.toBeInstanceOf(ForbiddenError);
  await expect(refused).rejects.toMatchObject({ code: "BACKUP_TOKEN_REFUSED", outcome: "rejected" });
  expect((await users.me()).login).toBe("admin");
  await expect(refused).rejects.toMatchObject({ attempts: 1, vendorCode: "Unauthenticated" });
  const stranger = server.connect({ apiKey: "opapi-wrong" });
  const unknown = stranger.backups.create({ backupToken: "backup-test-admin" });
  await expect(unknown).rejects.toMatchObject({ name: expect.stringContaining("UnauthorizedError") });
});
