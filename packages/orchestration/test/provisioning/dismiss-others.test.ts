import { InvalidInputError } from "@platformq/resilience";
import { ManualClock } from "@platformq/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startPlatform, type TestPlatform, users } from "./start-platform.js";

let platform: TestPlatform;
beforeEach(async () => {
  platform = await startPlatform();
});
afterEach(() => platform[Symbol.asyncDispose]());

const managed = { nextcloud: { managedGroup: "managed" } };
const enabled = (login: string): boolean | undefined =>
  platform.servers.nextcloud.fake.state.users.get(login)?.enabled;

describe("reconcile", () => {
  it("deactivates the managed users who left the list, on all platforms, and nobody else", async () => {
    const service = platform.service({ ...managed, zulip: { mode: "create" } });
    await service.reconcile(users("dora", "emil")).result;
    const { stats, notDeactivated } = await service.reconcile(users("dora"), { deactivate: true }).result;
    expect(notDeactivated).toBeUndefined();
    expect(stats).toMatchObject({ usersSkipped: 1, usersDeactivated: 1, usersDeleted: 0 });
    expect([enabled("emil"), enabled("dora"), enabled("anna"), enabled("admin")]).toEqual([
      false,
      true,
      true,
      true,
    ]);
    const people = [...platform.servers.zulip.fake.state.users.values()];
    expect(people.filter(({ is_active }) => !is_active).map(({ email }) => email)).toEqual([
      "emil@example.org",
    ]);
  });

  it("tells of those who left once", async () => {
    const service = platform.service(managed);
    await service.reconcile(users("dora", "emil")).result;
    await service.reconcile(users("dora"), { deactivate: true }).result;
    const { stats } = await service.reconcile(users("dora"), { deactivate: true }).result;
    expect(stats).toMatchObject({ usersProcessed: 1, usersDeactivated: 0 });
  });

  it("activates again who is back on the list", async () => {
    const service = platform.service({ ...managed, zulip: { mode: "create" } });
    await service.reconcile(users("dora", "emil")).result;
    await service.reconcile(users("dora"), { deactivate: true }).result;
    const { stats } = await service.reconcile(users("dora", "emil"), { deactivate: true }).result;
    expect(stats).toMatchObject({ usersUpdated: 1, usersDeactivated: 0 });
    expect(enabled("emil")).toBe(true);
    const emil = [...platform.servers.zulip.fake.state.users.values()].find(({ email }) =>
      email.startsWith("emil"),
    );
    expect(emil?.is_active).toBe(true);
  });

  it("deletes only when asked to", async () => {
    const service = platform.service(managed);
    await service.reconcile(users("dora", "emil")).result;
    const { stats } = await service.reconcile(users("dora"), { delete: true }).result;
    expect(stats).toMatchObject({ usersDeleted: 1 });
    expect(enabled("emil")).toBeUndefined();
  });

  it.each([
    ["is empty", [], "EMPTY_LIST"],
    ["has rows that cannot be read", [...users("dora"), { login: "emil", email: "?" }], "UNREADABLE_ROWS"],
  ])("deactivates nobody when the list %s", async (_, list, code) => {
    const service = platform.service(managed);
    await service.reconcile(users("dora", "emil", "fay")).result;
    const { notDeactivated } = await service.reconcile(list, { deactivate: true }).result;
    expect(notDeactivated?.code).toBe(code);
    expect([enabled("dora"), enabled("emil"), enabled("fay")]).toEqual([true, true, true]);
  });

  it("spares administrators and the account in use, whatever group they are in", async () => {
    const { state } = platform.servers.nextcloud.fake;
    state.addGroup("managed", "managed", ["admin", "ben", "chloe"]);
    state.groups.get("admin")?.members.add("ben");
    await platform.service(managed).reconcile(users("dora"), { deactivate: true }).result;
    expect([enabled("admin"), enabled("ben"), enabled("chloe")]).toEqual([true, true, false]);
  });

  it("waits out a limit that it meets on the way, and tells so", async () => {
    const clock = new ManualClock();
    const service = platform.service({ ...managed, clock });
    await service.reconcile(users("dora", "emil")).result;
    for (const match of ["GET /ocs/v2.php/cloud/user", /^PUT .*\/emil\/disable/]) {
      platform.servers.nextcloud.faults.next({ status: 429, match });
    }
    const waits: number[] = [];
    const run = service.reconcile(users("dora"), { deactivate: true });
    for await (const event of run) {
      if (event.type !== "waiting") continue;
      waits.push(event.delayMs);
      void clock.advanceAsync(event.delayMs);
    }
    expect(waits).toEqual([600_000, 600_000]);
    expect((await run.result).stats).toMatchObject({ usersFailed: 0, usersDeactivated: 1 });
    expect(enabled("emil")).toBe(false);
  });

  it("only looks in a dry run", async () => {
    const service = platform.service(managed);
    await service.reconcile(users("dora", "emil")).result;
    const { stats } = await service.reconcile(users("dora"), { deactivate: true, dryRun: true }).result;
    expect(stats.usersDeactivated).toBe(1);
    expect(enabled("emil")).toBe(true);
  });

  it("needs a managed group to deactivate anybody", () => {
    expect(() => platform.service().reconcile(users("dora"), { deactivate: true })).toThrow(
      InvalidInputError,
    );
  });
});
