import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryQueue } from "@platformq/queue";
import { lmdbQueue } from "@platformq/queue/lmdb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { memoryJournal } from "../../src/journal/memory-journal.js";
import { NextcloudProvisioner } from "../../src/provisioning/nextcloud-provisioner.js";
import type { UserResult } from "../../src/provisioning/user-result.js";
import { TurnedClock } from "../support/turned-clock.js";
import { startPlatform, type TestPlatform, users } from "./start-platform.js";

let platform: TestPlatform;
beforeEach(async () => {
  platform = await startPlatform();
});
afterEach(() => platform[Symbol.asyncDispose]());

const account = (login: string) => platform.servers.nextcloud.fake.state.users.get(login);

describe("NextcloudProvisioner", () => {
  it("provisions the users of a tenant and counts them", async () => {
    const seen: [string, UserResult][] = [];
    await using provisioner = new NextcloudProvisioner(platform.service(), {
      onUser: (tenantId, result) => void seen.push([tenantId, result]),
    });
    provisioner.start();
    const bad = { login: "no/body", email: "?" };
    const receipt = await provisioner.bulkProvisionUsers({
      tenantId: "acme",
      users: [...users("dora", "emil"), bad, ...users("DORA")],
    });
    expect(receipt).toMatchObject({ accepted: 2, duplicates: 0, rejected: 2 });
    expect(receipt.rejections.map(({ row }) => row)).toEqual([3, 4]);
    await vi.waitFor(async () => expect((await provisioner.stats()).usersCreated).toBe(2));
    expect(seen.map(([tenantId, { login, state }]) => [tenantId, login, state]).sort()).toEqual([
      ["acme", "dora", "created"],
      ["acme", "emil", "created"],
    ]);
    expect((await provisioner.stats()).jobs).toMatchObject({ waiting: 0, active: 0, dead: 0 });
  });

  it("lets each batch begin later than the one before", async () => {
    const queue = memoryQueue();
    await using provisioner = new NextcloudProvisioner(platform.service(), { queue });
    const all = users("a1", "a2", "b1", "b2", "c1");
    await provisioner.bulkProvisionUsers({ tenantId: "acme", users: all, batchSize: 2, delayMs: 60_000 });
    expect(await queue.counts()).toMatchObject({ waiting: 2, delayed: 3 });
  });

  it("takes the same user of the same tenant once", async () => {
    await using provisioner = new NextcloudProvisioner(platform.service());
    const bulk = { tenantId: "acme", users: users("dora") };
    await provisioner.bulkProvisionUsers(bulk);
    expect(await provisioner.bulkProvisionUsers(bulk)).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await provisioner.bulkProvisionUsers({ ...bulk, tenantId: "other" })).toMatchObject({
      accepted: 1,
    });
  });

  it("asks for each tenant's own service", async () => {
    const other = platform.service({ nextcloud: { groups: ["other"] } });
    await using provisioner = new NextcloudProvisioner((tenantId) =>
      tenantId === "other" ? other : platform.service(),
    );
    provisioner.start();
    await provisioner.bulkProvisionUsers({ tenantId: "acme", users: users("dora") });
    await provisioner.bulkProvisionUsers({ tenantId: "other", users: users("emil") });
    await vi.waitFor(async () => expect((await provisioner.stats()).usersCreated).toBe(2));
    expect([...(platform.servers.nextcloud.fake.state.groups.get("other")?.members ?? [])]).toEqual(["emil"]);
  });

  it("gives up at once what the server would refuse again", async () => {
    const queue = memoryQueue();
    const service = platform.service({ nextcloud: { createGroups: false } });
    await using provisioner = new NextcloudProvisioner(service, { queue });
    provisioner.start();
    const [dora] = users("dora");
    await provisioner.bulkProvisionUsers({
      tenantId: "acme",
      users: [{ ...dora, login: "dora", email: "dora@example.org", groups: ["none"] }],
    });
    await vi.waitFor(async () => expect(await queue.counts()).toMatchObject({ dead: 1 }));
    expect(await provisioner.stats()).toMatchObject({ usersFailed: 1 });
    expect(platform.writes("nextcloud")).toHaveLength(1);
  });

  it("puts a user off without spending an attempt when the server asks to wait", async () => {
    const queue = memoryQueue();
    const retries: { delayMs: number; attemptSpent: boolean }[] = [];
    queue.events.on("retrying", ({ delayMs, attemptSpent }) => retries.push({ delayMs, attemptSpent }));
    await using provisioner = new NextcloudProvisioner(platform.service(), { queue, attempts: 1 });
    provisioner.start();
    platform.servers.nextcloud.faults.next({ status: 429, match: /^POST .*cloud\/users$/ });
    await provisioner.bulkProvisionUsers({ tenantId: "acme", users: users("dora") });
    await vi.waitFor(() => expect(retries).toEqual([{ delayMs: 600_000, attemptSpent: false }]));
    expect(await queue.counts()).toMatchObject({ delayed: 1, dead: 0 });
  });

  it("tries again who failed, and hands over a new password if the first was lost", async () => {
    const clock = new TurnedClock();
    const queue = memoryQueue({ clock });
    const delivered: string[] = [];
    let isDown = true;
    const deliver = ({ password }: { password: string }): void => {
      if (isDown) throw new Error("down");
      delivered.push(password);
    };
    const service = platform.service({ journal: memoryJournal(), deliver });
    await using provisioner = new NextcloudProvisioner(service, { queue });
    provisioner.start();
    await provisioner.bulkProvisionUsers({ tenantId: "acme", users: users("dora") });
    await vi.waitFor(async () => expect(await queue.counts()).toMatchObject({ delayed: 1 }));
    isDown = false;
    await clock.turnBy(2_000);
    await vi.waitFor(async () => expect(await provisioner.stats()).toMatchObject({ usersCreated: 1 }));
    expect(delivered).toEqual([account("dora")?.password]);
  });

  it("keeps no password in the file of a queue that lasts, nor in its journal", async () => {
    const folder = await mkdtemp(join(tmpdir(), "provisioner-"));
    const passwords: string[] = [];
    const journal = memoryJournal();
    const service = platform.service({ journal, deliver: ({ password }) => void passwords.push(password) });
    {
      const queue = lmdbQueue({ path: join(folder, "jobs.lmdb") });
      await using provisioner = new NextcloudProvisioner(service, { queue });
      provisioner.start();
      await provisioner.bulkProvisionUsers({ tenantId: "acme", users: users("dora", "emil") });
      await vi.waitFor(async () => expect((await provisioner.stats()).usersCreated).toBe(2));
    }
    const file = await readFile(join(folder, "jobs.lmdb"));
    expect(passwords).toEqual(expect.arrayContaining([account("dora")?.password, account("emil")?.password]));
    for (const password of passwords) expect(file.includes(password)).toBe(false);
    await rm(folder, { recursive: true });
  });
});
