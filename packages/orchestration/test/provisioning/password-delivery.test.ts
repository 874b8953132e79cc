import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RunInProgressError } from "../../src/journal/journal.js";
import { memoryJournal } from "../../src/journal/memory-journal.js";
import type { PasswordDelivery } from "../../src/provisioning/provisioning-options.js";
import { startPlatform, type TestPlatform, users } from "./start-platform.js";

let platform: TestPlatform;
beforeEach(async () => {
  platform = await startPlatform();
});
afterEach(() => platform[Symbol.asyncDispose]());

const dora = { login: "dora", email: "dora@example.org" };
const account = () => platform.servers.nextcloud.fake.state.users.get("dora");

describe("delivery of initial passwords", () => {
  it("hands each platform's own password to its user", async () => {
    const delivered: PasswordDelivery[] = [];
    await platform
      .service({ zulip: { mode: "create" }, deliver: (delivery) => void delivered.push(delivery) })
      .provision({ login: "dora", email: "dora@example.org" });
    expect(delivered.map(({ platform, login }) => [platform, login])).toEqual([
      ["nextcloud", "dora"],
      ["zulip", "dora"],
    ]);
    expect(new Set(delivered.map(({ password }) => password)).size).toBe(2);
    const account = platform.servers.nextcloud.fake.state.users.get("dora");
    expect(delivered[0]?.password).toBe(account?.password);
  });

  it("fails the user, without quoting what the channel said", async () => {
    let password = "";
    const deliver = (delivery: PasswordDelivery): never => {
      password = delivery.password;
      throw new Error(`no mailbox for ${delivery.password}`);
    };
    const result = await platform
      .service({ deliver })
      .provision({ login: "dora", email: "dora@example.org" });
    expect(result).toMatchObject({ state: "failed", reason: { code: "PASSWORD_NOT_DELIVERED" } });
    expect(password).toHaveLength(24);
    expect(inspect(result, { depth: 10, showHidden: true })).not.toContain(password);
  });

  it("hands the password over when a later look finds the account whose creation was not answered", async () => {
    const { faults } = platform.servers.nextcloud;
    const delivered: string[] = [];
    const service = platform.service({ deliver: ({ password }) => void delivered.push(password) });
    faults.next({ status: 404, match: /^GET .*users\/dora$/ });
    faults.next({ status: 502, handled: true, match: /^POST .*cloud\/users$/ });
    faults.next({ status: 403, match: /^GET .*users\/dora$/ });
    expect(await service.provision(dora)).toMatchObject({ state: "created" });
    expect(delivered).toEqual([account()?.password]);
  });

  it("takes an account that is there after all for that of the answer that was lost", async () => {
    const { faults } = platform.servers.nextcloud;
    const delivered: string[] = [];
    const service = platform.service({ deliver: ({ password }) => void delivered.push(password) });
    faults.next({ status: 502, handled: true, match: /^POST .*cloud\/users$/ });
    // Of the plan, after the lost answer, and before the second request: it has not come about by then.
    faults.next({ status: 404, times: 3, match: /^GET .*users\/dora$/ });
    expect(await service.provision(dora)).toMatchObject({ state: "created" });
    expect(delivered).toEqual([account()?.password]);
  });

  it("says what to do when nobody knows whether there is an account, and delivers at the next call", async () => {
    const { faults } = platform.servers.nextcloud;
    const delivered: string[] = [];
    const service = platform.service({ deliver: ({ password }) => void delivered.push(password) });
    faults.next({ status: 404, match: /^GET .*users\/dora$/ });
    faults.next({ status: 502, handled: true, match: /^POST .*cloud\/users$/ });
    faults.next({ status: 500, times: 100, match: /^GET .*users\/dora$/ });
    const lost = await service.provision(dora);
    expect(lost).toMatchObject({ state: "failed", reason: { code: "ACCOUNT_UNCONFIRMED" } });
    expect(lost.reason?.message).toMatch(/500 .*runId, or reset the password/);
    expect(delivered).toEqual([]);
    faults.clear();
    expect(await service.provision(dora)).toMatchObject({ state: "created" });
    expect(delivered).toEqual([account()?.password]);
    expect(await service.provision(dora)).toMatchObject({ state: "skipped", reason: { code: "UNCHANGED" } });
  });

  it("asks to wait, rather than failing the user, where the account was certainly not created", async () => {
    platform.servers.nextcloud.faults.next({ status: 429, match: /^POST .*cloud\/users$/ });
    const service = platform.service({ deliver: () => {} });
    await expect(service.provision(dora)).rejects.toMatchObject({ name: "RateLimitError" });
  });

  it("delivers nothing once another process has taken the run over", async () => {
    const journal = memoryJournal();
    const append = journal.append.bind(journal);
    vi.spyOn(journal, "append").mockImplementation(async (runId, entry) => {
      if (account()) throw new RunInProgressError(runId);
      return append(runId, entry);
    });
    const delivered: string[] = [];
    const service = platform.service({ journal, deliver: ({ password }) => void delivered.push(password) });
    const result = await service.provision(dora, { runId: "monday" });
    expect(result).toMatchObject({ state: "failed", reason: { code: "RUN_IN_PROGRESS" } });
    expect(delivered).toEqual([]);
    vi.restoreAllMocks();
    expect(await service.provision(dora, { runId: "monday" })).toMatchObject({ state: "created" });
    expect(delivered).toEqual([account()?.password]);
  });

  it("keeps passwords out of events, reports, errors and the journal", async () => {
    const passwords: string[] = [];
    const deliver = ({ password }: PasswordDelivery): void => void passwords.push(password);
    const journal = memoryJournal();
    platform.servers.nextcloud.faults.next({ status: 400, match: /^POST .*cloud\/users$/ });
    const service = platform.service({ deliver, journal, nextcloud: { home: { folders: ["Inbox"] } } });
    const run = service.provisionMany(users("dora", "emil", "fay"), { concurrency: 1, runId: "monday" });
    const told: unknown[] = [];
    for await (const event of run) told.push(event);
    told.push(await run.result);
    for await (const entry of journal.read("users:monday")) told.push(entry);
    expect(passwords).toHaveLength(2);
    const text = inspect(told, { depth: 20, showHidden: true, maxArrayLength: null, maxStringLength: null });
    for (const password of passwords) expect(text).not.toContain(password);
    expect(text).not.toContain("dora@example.org");
  });
});
