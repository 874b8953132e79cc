import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryQueue } from "@platformq/queue";
import { lmdbQueue } from "@platformq/queue/lmdb";
import { ManualClock } from "@platformq/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { memoryJournal } from "../../src/journal/memory-journal.js";
import { NextcloudProvisioner } from "../../src/provisioning/nextcloud-provisioner.js";
import type { Reason, UserResult } from "../../src/provisioning/user-result.js";
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

  it("loses nobody of a group that users join at once", async () => {
    const service = platform.service({ openproject: { groups: ["Staff"] } });
    await using provisioner = new NextcloudProvisioner(service);
    provisioner.start();
    const logins = Array.from({ length: 40 }, (_, index) => `user${index}`);
    await provisioner.bulkProvisionUsers({ tenantId: "acme", users: users(...logins) });
    const dealtWith = async () => expect((await provisioner.stats()).usersCreated).toBe(40);
    await vi.waitFor(dealtWith, { timeout: 15_000 });
    const groups = [...platform.servers.openproject.fake.state.groups.values()];
    expect(groups.filter(({ name }) => name === "Staff").map(({ members }) => members.size)).toEqual([40]);
  }, 20_000);

  it.each([408, 423])("tries again who was refused for the moment: %i", async (status) => {
    const clock = new ManualClock();
    await using provisioner = new NextcloudProvisioner(platform.service(), { queue: memoryQueue({ clock }) });
    provisioner.start();
    platform.servers.nextcloud.faults.next({ status, times: 8, match: /^POST .*cloud\/users$/ });
    await provisioner.bulkProvisionUsers({ tenantId: "acme", users: users("dora") });
    await vi.waitFor(async () => expect((await provisioner.stats()).jobs).toMatchObject({ delayed: 1 }));
    platform.servers.nextcloud.faults.clear();
    await clock.advanceAsync(2_000);
    await vi.waitFor(async () => expect(await provisioner.stats()).toMatchObject({ usersCreated: 1 }));
  });

  it("keeps the users waiting while the credential is refused, and says once what is to be done", async () => {
    const clock = new ManualClock();
    const queue = memoryQueue({ clock });
    const waits: [string, number, Reason][] = [];
    const onWaiting = (...wait: [string, number, Reason]): void => void waits.push(wait);
    const options = { queue, attempts: 1, onWaiting };
    await using provisioner = new NextcloudProvisioner(platform.service(), options);
    provisioner.start();
    const { nextcloud } = platform.servers;
    nextcloud.faults.next({ status: 401, times: 1000 });
    const logins = Array.from({ length: 30 }, (_, index) => `user${index}`);
    await provisioner.bulkProvisionUsers({ tenantId: "acme", users: users(...logins) });
    await vi.waitFor(async () => expect(await queue.counts()).toMatchObject({ delayed: 30, dead: 0 }));
    expect(waits).toEqual([
      ["acme", 60_000, { code: "CREDENTIAL_REJECTED", message: expect.stringContaining("is corrected") }],
    ]);
    nextcloud.faults.clear();
    await platform.clients.nextcloud.testConnection();
    await clock.advanceAsync(60_000);
    await vi.waitFor(async () => expect((await provisioner.stats()).usersCreated).toBe(30));
  });

  it("warns of a refused credential where nobody listens", async () => {
    const warning = once(process, "warning");
    await using provisioner = new NextcloudProvisioner(platform.service());
    provisioner.start();
    platform.servers.nextcloud.faults.next({ status: 401, times: 1000 });
    await provisioner.bulkProvisionUsers({ tenantId: "acme", users: users("dora") });
    expect(String((await warning)[0])).toMatch(/Users of acme: .* until the credential is corrected/);
  });

  it.each([401, 500])(
    "gives up a home that cannot be written: its user has the password: %i",
    async (status) => {
      const results: UserResult[] = [];
      const nextcloud = { home: { folders: ["Inbox"] } };
      const service = platform.service({ nextcloud, deliver: () => {} });
      const onUser = (_: string, result: UserResult): void => void results.push(result);
      await using provisioner = new NextcloudProvisioner(service, { onUser });
      provisioner.start();
      platform.servers.nextcloud.faults.next({ status, match: "getapppassword", times: 10 });
      await provisioner.bulkProvisionUsers({ tenantId: "acme", users: users("dora") });
      await vi.waitFor(() => expect(results).toMatchObject([{ state: "failed", reason: { status } }]));
      expect(results[0]?.steps.map(({ step, state }) => `${step} ${state}`)).toEqual([
        "nextcloud created",
        "home failed",
        "password created",
      ]);
      expect((await provisioner.stats()).jobs).toMatchObject({ dead: 1, delayed: 0 });
    },
  );

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

  it.each([
    ["a new password if the first was lost, with a journal", () => ({ journal: memoryJournal() })],
    ["the password without one", () => ({})],
  ])("tries again who failed, and hands over %s", async (_, kept) => {
    const clock = new ManualClock();
    const queue = memoryQueue({ clock });
    const delivered: string[] = [];
    let isDown = true;
    const deliver = ({ password }: { password: string }): void => {
      if (isDown) throw new Error("down");
      delivered.push(password);
    };
    const service = platform.service({ ...kept(), deliver });
    await using provisioner = new NextcloudProvisioner(service, { queue });
    provisioner.start();
    await provisioner.bulkProvisionUsers({ tenantId: "acme", users: users("dora") });
    await vi.waitFor(async () => expect(await queue.counts()).toMatchObject({ delayed: 1 }));
    isDown = false;
    await clock.advanceAsync(2_000);
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
