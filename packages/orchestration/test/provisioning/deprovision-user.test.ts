import { NextcloudClient } from "@platformq/nextcloud";
import { InvalidInputError } from "@platformq/resilience";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startPlatform, type TestPlatform } from "./start-platform.js";

let platform: TestPlatform;
beforeEach(async () => {
  platform = await startPlatform();
});
afterEach(() => platform[Symbol.asyncDispose]());

const everywhere = { openproject: {}, zulip: {} };
const anna = { login: "anna" };
const inNextcloud = () => platform.servers.nextcloud.fake.state.users.get("anna");
const inOpenProject = () => platform.servers.openproject.fake.state.findUserByLogin("anna");
const inZulip = () => platform.servers.zulip.fake.state.findUserByEmail("anna@example.com");

/** Folders in anna's home, and the transfer of them to ben. */
async function annasHome(...folders: string[]) {
  const { url: baseUrl, fake } = platform.servers.nextcloud;
  const password = fake.state.addAppPassword("anna");
  await using client = new NextcloudClient({ baseUrl, username: "anna", password });
  for (const folder of folders) await client.files.createFolder(folder);
  return { transfer: { to: "ben", password: fake.state.addAppPassword("anna") } };
}

/** What ben was offered, by name. */
function offered(): (string | undefined)[] {
  const { ownershipTransfers, files } = platform.servers.nextcloud.fake.state;
  return [...ownershipTransfers.values()].map(({ fileId }) => files.byId(fileId)?.name);
}

describe("deprovision", () => {
  it("deactivates the accounts on all platforms, and is content the second time", async () => {
    const service = platform.service(everywhere);
    expect(await service.deprovision(anna)).toMatchObject({ login: "anna", state: "deactivated" });
    expect([inNextcloud()?.enabled, inOpenProject()?.status, inZulip()?.is_active]).toEqual([
      false,
      "locked",
      false,
    ]);
    expect(await service.deprovision(anna)).toMatchObject({ state: "skipped" });
  });

  it("deletes what can be deleted, when asked to", async () => {
    expect(await platform.service(everywhere).deprovision(anna, { delete: true })).toMatchObject({
      state: "deleted",
    });
    expect([inNextcloud(), inOpenProject(), inZulip()?.is_active]).toEqual([undefined, undefined, false]);
  });

  it("only looks in a dry run", async () => {
    const result = await platform.service(everywhere).deprovision(anna, { dryRun: true });
    expect(result.steps.map(({ state }) => state)).toEqual(["deactivated", "deactivated", "deactivated"]);
    expect(inNextcloud()?.enabled).toBe(true);
  });

  it("revokes the open invitation to Zulip of one who never came", async () => {
    const service = platform.service(everywhere);
    await service.provision({ login: "dora", email: "dora@example.org" });
    await service.deprovision({ login: "dora" });
    expect((await platform.clients.zulip.invitations.list()).items).toEqual([]);
  });

  it("tells that OpenProject locks nobody who is only invited, and deletes them only when asked to", async () => {
    const service = platform.service(everywhere);
    await service.provision({ login: "dora", email: "dora@example.org" });
    const first = await service.deprovision({ login: "dora" });
    expect(first).toMatchObject({ state: "failed", reason: { code: "INVITATION_OPEN" } });
    expect(platform.servers.nextcloud.fake.state.users.get("dora")?.enabled).toBe(false);
    expect(await service.deprovision({ login: "dora" }, { delete: true })).toMatchObject({
      state: "deleted",
    });
    expect(platform.servers.openproject.fake.state.findUserByLogin("dora")).toBeUndefined();
  });

  it("keeps the Nextcloud account until the others are deleted, which are found by it", async () => {
    platform.servers.openproject.faults.next({ status: 403, match: "DELETE" });
    const service = platform.service(everywhere);
    expect(await service.deprovision(anna, { delete: true })).toMatchObject({ state: "failed" });
    expect(inNextcloud()).toBeDefined();
    expect(await service.deprovision(anna, { delete: true })).toMatchObject({ state: "deleted" });
    expect([inNextcloud(), inOpenProject()]).toEqual([undefined, undefined]);
  });

  it("leaves somebody else alone who has the same login on another platform", async () => {
    const other = inOpenProject();
    if (other) other.email = "anna.meier@example.org";
    const { steps } = await platform.service(everywhere).deprovision(anna);
    expect(steps[0]).toMatchObject({
      step: "openproject",
      state: "skipped",
      reason: { code: "LOGIN_TAKEN" },
    });
    expect(inOpenProject()?.status).toBe("active");
  });

  it("refuses to close the account in use", async () => {
    const own = platform.service(everywhere).deprovision({ login: "Admin" });
    await expect(own).rejects.toThrow(InvalidInputError);
  });

  it("closes nothing when the files could not be offered", async () => {
    const transfer = { to: "ben", password: "wrong" };
    const result = await platform.service(everywhere).deprovision(anna, { transfer });
    expect(result).toMatchObject({ state: "failed", reason: { status: 401 } });
    expect(inNextcloud()?.enabled).toBe(true);
  });

  it("offers everything in the user's home to the recipient before the account is closed", async () => {
    const { transfer } = await annasHome("Drafts", "Notes");
    const result = await platform.service().deprovision(anna, { transfer });
    expect(result).toMatchObject({ state: "deactivated" });
    expect(result.steps[0]).toEqual({ step: "home", state: "updated", changes: ["files offered to ben"] });
    expect(offered()).toEqual(["Drafts", "Notes"]);
    const writes = platform.writes("nextcloud").filter((line) => /transfer|disable/.test(line));
    expect(writes.map((line) => line.split("/").at(-1))).toEqual([
      "transferownership",
      "transferownership",
      "disable",
    ]);
  });

  it("does not offer what others share with the user", async () => {
    const { transfer } = await annasHome("Drafts");
    const { files, shares } = platform.clients.nextcloud;
    await files.createFolder("Team");
    await shares.create({ path: "Team", shareType: "user", shareWith: "anna", permissions: 31 });
    const result = await platform.service().deprovision(anna, { transfer });
    expect(result).toMatchObject({ state: "deactivated" });
    expect(offered()).toEqual(["Drafts"]);
  });

  it("offers the rest when one cannot be offered, and next time only that one", async () => {
    const { transfer } = await annasHome("Drafts", "Notes", "Plans");
    platform.servers.nextcloud.faults.next({ status: 403, match: /transferownership/ });
    const service = platform.service();
    const first = await service.deprovision(anna, { transfer });
    expect(first).toMatchObject({ state: "failed", reason: { code: "FILES_NOT_OFFERED" } });
    expect(first.reason?.message).toMatch(/\/Drafts \(.*403.*\)$/);
    expect([offered(), inNextcloud()?.enabled]).toEqual([["Notes", "Plans"], true]);
    expect(await service.deprovision(anna, { transfer })).toMatchObject({ state: "deactivated" });
    expect(offered()).toEqual(["Notes", "Plans", "Drafts"]);
  });

  it("refuses to delete files that were only offered", async () => {
    const transfer = { to: "ben", password: "secret" };
    await expect(platform.service().deprovision(anna, { transfer, delete: true })).rejects.toThrow(
      InvalidInputError,
    );
  });
});
