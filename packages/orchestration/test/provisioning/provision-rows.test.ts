import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvalidInputError } from "@platformq/resilience";
import { ManualClock } from "@platformq/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { memoryJournal } from "../../src/journal/memory-journal.js";
import { fromCsv } from "../../src/provisioning/from-csv.js";
import type { ProvisioningEvent } from "../../src/provisioning/provisioning-run.js";
import { startPlatform, type TestPlatform, users } from "./start-platform.js";

let platform: TestPlatform;
beforeEach(async () => {
  platform = await startPlatform();
});
afterEach(() => platform[Symbol.asyncDispose]());

/** Is there already, with her full name. */
const anna = { login: "anna", email: "anna@example.com" };
const logins = (count: number, prefix = "user"): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);

describe("provisionMany", () => {
  it("tells of every user as numbered JSON, and sums up", async () => {
    const run = platform.service().provisionMany([...users(...logins(5)), anna]);
    const events: ProvisioningEvent[] = [];
    for await (const event of run) events.push(event);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(JSON.parse(JSON.stringify(events))).toEqual(events);
    const { stats, status } = await run.result;
    expect(status).toBe("completed");
    expect(stats).toMatchObject({
      usersCreated: 5,
      usersUpdated: 1,
      usersFailed: 0,
      usersTotal: 6,
      etaMs: 0,
    });
    expect(events.at(-1)).toMatchObject({ type: "finished", stats: { usersCreated: 5 } });
  });

  it("goes on after bad rows and names what is wrong with each", async () => {
    const rows = [
      { login: "one", email: "one@example.org" },
      { login: "two", email: "nowhere" },
      { login: "ONE", email: "other@example.org" },
      { login: "three", email: "One@Example.org" },
      { login: "x".repeat(65), email: "x@example.org" },
      { login: "🦊", email: "fox@example.org" },
      { login: "four", email: "four@example.org", quota: "5 apples" },
      { login: "five", email: "five@example.org" },
    ];
    const { stats, failures } = await platform.service().provisionMany(rows).result;
    expect(stats).toMatchObject({ usersCreated: 2, usersFailed: 6 });
    expect(failures.map(({ row, reason }) => [row, reason?.message])).toEqual([
      [2, "email is no e-mail address"],
      [3, "login is that of an earlier row"],
      [4, "email is that of an earlier row"],
      [5, "login is longer than 64 characters"],
      [6, expect.stringContaining("login holds something else")],
      [7, "quota is no quota such as 5 GB, none or default"],
    ]);
  });

  it("reads a file, and tells the line of a row that fails", async () => {
    const folder = await mkdtemp(join(tmpdir(), "users-"));
    const path = join(folder, "users.csv");
    await writeFile(path, 'login,email\n\ndora,dora@example.org\nemil,"emil@example.org\nfay,fay\n');
    const { stats, failures } = await platform.service().provisionMany(fromCsv(path)).result;
    expect(stats).toMatchObject({ usersCreated: 1, usersFailed: 2 });
    expect(failures.map(({ row, line, login }) => [row, line, login])).toEqual([
      [2, 4, undefined],
      [3, 5, "fay"],
    ]);
    await rm(folder, { recursive: true });
  });

  it("sends nothing when the columns of a file are wrong", async () => {
    const folder = await mkdtemp(join(tmpdir(), "users-"));
    const path = join(folder, "users.csv");
    await writeFile(path, "name,mail\ndora,dora@example.org\n");
    await expect(platform.service().provisionMany(fromCsv(path)).result).rejects.toThrow(InvalidInputError);
    expect(platform.servers.nextcloud.fake.requests).toEqual([]);
    await rm(folder, { recursive: true });
  });

  it("reads an async iterable no further ahead than it works", async () => {
    let read = 0;
    async function* source(): AsyncGenerator<{ login: string; email: string }> {
      for (const user of users(...logins(50))) {
        read++;
        yield user;
      }
    }
    const run = platform.service().provisionMany(source(), { concurrency: 2 });
    let done = 0;
    for await (const event of run) {
      if (event.type !== "user") continue;
      done++;
      expect(read - done).toBeLessThanOrEqual(3);
    }
    expect(done).toBe(50);
  });

  it("works on no more users at once than it may", async () => {
    let under = 0;
    let most = 0;
    const deliver = async (): Promise<void> => {
      most = Math.max(most, ++under);
      await new Promise((resolve) => setTimeout(resolve, 5));
      under--;
    };
    await platform.service({ deliver }).provisionMany(users(...logins(12)), { concurrency: 3 }).result;
    expect(most).toBe(3);
  });

  it("changes nothing in a dry run, and tells what would be", async () => {
    const report = await platform.service().provisionMany([...users("dora"), anna], { dryRun: true }).result;
    expect(report).toMatchObject({ dryRun: true, stats: { usersCreated: 1, usersUpdated: 1 } });
    expect(platform.writes("nextcloud")).toEqual([]);
  });

  it("rejects when the users cannot be read to their end, after those that could", async () => {
    function* broken(): Generator<{ login: string; email: string }> {
      yield* users("dora");
      throw new Error("disk gone");
    }
    const run = platform.service().provisionMany(broken());
    await expect(run.result).rejects.toThrow("disk gone");
    expect(run.stats.usersCreated).toBe(1);
    await expect(run[Symbol.asyncIterator]().next()).rejects.toThrow("disk gone");
  });

  it("begins no user after an abort, and does not count those it broke off as failed", async () => {
    const controller = new AbortController();
    const run = platform.service().provisionMany(users(...logins(40)), { signal: controller.signal });
    for await (const event of run) if (event.seq === 5) controller.abort();
    const { status, stats } = await run.result;
    expect(status).toBe("aborted");
    expect(stats.usersFailed).toBe(0);
    expect(stats.usersProcessed).toBeLessThan(15);
  });

  it("still hands over the password of an account that an abort finds half done", async () => {
    const { nextcloud } = platform.servers;
    const controller = new AbortController();
    nextcloud.faults.next({ delayMs: 5_000, match: "MKCOL" });
    const delivered: string[] = [];
    const service = platform.service({
      nextcloud: { home: { folders: ["Inbox"] } },
      openproject: {},
      deliver: ({ password }) => void delivered.push(password),
    });
    const run = service.provisionMany(users("dora"), { signal: controller.signal });
    await vi.waitFor(() => expect(platform.writes("nextcloud").at(-1)).toMatch(/^MKCOL/));
    controller.abort();
    expect(await run.result).toMatchObject({ status: "aborted", stats: { usersProcessed: 0 } });
    expect(delivered).toEqual([nextcloud.fake.state.users.get("dora")?.password]);
    expect(platform.writes("openproject")).toEqual([]);
  });

  it("waits out the server's own limit, tells so, and goes on with the same user", async () => {
    const clock = new ManualClock();
    const { nextcloud } = platform.servers;
    nextcloud.faults.next({ status: 429, match: "PUT /ocs/v2.php/cloud/users/anna" });
    const run = platform.service({ clock }).provisionMany([{ ...anna, displayName: "Anna B." }]);
    const events: string[] = [];
    for await (const event of run) {
      events.push(event.type === "waiting" ? `waiting ${event.delayMs}` : event.type);
      if (event.type === "waiting") void clock.advanceAsync(event.delayMs);
    }
    expect(events).toEqual(["waiting 600000", "user", "finished"]);
    expect(nextcloud.fake.state.users.get("anna")?.displayName).toBe("Anna B.");
  });

  it("creates a group that many users want once", async () => {
    const wanted = users(...logins(10)).map((user) => ({ ...user, groups: ["crew"] }));
    await platform.service().provisionMany(wanted, { concurrency: 10 }).result;
    expect(platform.writes("nextcloud").filter((line) => line.endsWith("/groups"))).toHaveLength(1);
    expect(platform.servers.nextcloud.fake.state.groups.get("crew")?.members.size).toBe(10);
  });
});

describe("a run that is resumed", () => {
  it("leaves out who was done, tries again who failed, and is forgotten then", async () => {
    const journal = memoryJournal();
    const service = platform.service({ journal });
    platform.servers.nextcloud.faults.next({ status: 403, match: /^POST .*cloud\/users$/ });
    const first = await service.provisionMany(users(...logins(5)), { concurrency: 1, runId: "monday" })
      .result;
    expect(first.stats).toMatchObject({ usersCreated: 4, usersFailed: 1 });
    const before = platform.servers.nextcloud.fake.requests.length;

    const second = await service.provisionMany(users(...logins(5)), { runId: "monday" }).result;
    expect(second.stats).toMatchObject({ usersCreated: 1, usersSkipped: 4 });
    expect(platform.servers.nextcloud.fake.requests.length - before).toBe(2);
    const runs: string[] = [];
    for await (const runId of journal.runs()) runs.push(runId);
    expect(runs).toEqual([]);
  });

  it("gives a new password to whom it created and had not told the first", async () => {
    const journal = memoryJournal();
    const delivered: string[] = [];
    let isDown = true;
    const service = platform.service({
      journal,
      deliver: ({ password }) => {
        if (isDown) throw new Error("down");
        delivered.push(password);
      },
    });
    await service.provisionMany(users("dora"), { runId: "monday" }).result;
    isDown = false;
    const { stats } = await service.provisionMany(users("dora"), { runId: "monday" }).result;
    expect(stats.usersCreated).toBe(1);
    expect(delivered).toEqual([platform.servers.nextcloud.fake.state.users.get("dora")?.password]);
  });

  it("never gives a new password to an account that was there before", async () => {
    const journal = memoryJournal();
    const service = platform.service({ journal, deliver: () => {} });
    // Refused, because somebody else was faster.
    platform.servers.nextcloud.faults.next({ status: 404, match: "GET /ocs/v2.php/cloud/users/anna" });
    const known = [{ ...anna, displayName: "Anna Berg" }];
    const first = await service.provisionMany(known, { runId: "monday" }).result;
    expect(first.failures[0]?.reason?.code).toBe("USER_EXISTS");
    const { password } = { ...platform.servers.nextcloud.fake.state.users.get("anna") };
    const second = await service.provisionMany(known, { runId: "monday" }).result;
    expect(second.stats.usersSkipped).toBe(1);
    expect(platform.servers.nextcloud.fake.state.users.get("anna")?.password).toBe(password);
  });
});
