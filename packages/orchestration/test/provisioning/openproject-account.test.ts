import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startPlatform, type TestPlatform, users } from "./start-platform.js";

let platform: TestPlatform;
beforeEach(async () => {
  platform = await startPlatform();
});
afterEach(() => platform[Symbol.asyncDispose]());

const dora = { login: "dora", email: "dora@example.org", displayName: "Dora van Lind" };
const account = (login: string) => platform.servers.openproject.fake.state.findUserByLogin(login);
const membersOf = (name: string): string[] => {
  const { groups, users: people } = platform.servers.openproject.fake.state;
  const group = [...groups.values()].find((each) => each.name === name);
  return [...(group?.members ?? [])].map((id) => people.get(id)?.login ?? "");
};

describe("OpenProjectAccount", () => {
  it("invites, with names made of the display name, and puts the user into groups", async () => {
    const service = platform.service({ openproject: { groups: ["Everybody"] } });
    await service.provision({ ...dora, openprojectGroups: ["Design"] });
    expect(account("dora")).toMatchObject({
      status: "invited",
      email: "dora@example.org",
      firstName: "Dora van",
      lastName: "Lind",
    });
    expect([membersOf("Everybody"), membersOf("Design")]).toEqual([["dora"], ["dora"]]);
  });

  it("loses nobody when many join one group at once", async () => {
    const logins = Array.from({ length: 30 }, (_, index) => `user${index}`);
    const service = platform.service({ openproject: { groups: ["Everybody"] } });
    const { stats } = await service.provisionMany(users(...logins), { concurrency: 10 }).result;
    expect(stats.usersCreated).toBe(30);
    expect(membersOf("Everybody").sort()).toEqual(logins.sort());
    const changes = platform.writes("openproject").filter((line) => line.startsWith("PATCH"));
    expect(changes.length).toBeLessThan(30);
  });

  it("creates a group once for users who come at the same time", async () => {
    const service = platform.service({ openproject: { groups: ["Everybody"] } });
    // All of them have looked by then.
    platform.servers.openproject.faults.next({ delayMs: 100, match: /^POST .*groups$/, times: 4 });
    const results = await Promise.all(users("dora", "emil", "fay").map((user) => service.provision(user)));
    expect(results.map(({ state }) => state)).toEqual(["created", "created", "created"]);
    expect(membersOf("Everybody").sort()).toEqual(["dora", "emil", "fay"]);
  });

  it("keeps those who are in a group already", async () => {
    const { state } = platform.servers.openproject.fake;
    const anna = state.findUserByLogin("anna")?.id ?? 0;
    await platform.clients.openproject.groups.create({ name: "Everybody", members: [anna] });
    await platform.service({ openproject: { groups: ["Everybody"] } }).provision(dora);
    expect(membersOf("Everybody")).toEqual(["anna", "dora"]);
  });

  it("knows a person by the address whose login is another one, and changes what differs", async () => {
    const names = { firstName: "Anna-Lena", lastName: "Berg" };
    const renamed = { login: "a.berg", email: "anna@example.com", ...names };
    const result = await platform.service({ openproject: {} }).provision(renamed);
    expect(result.steps).toContainEqual({
      step: "openproject",
      state: "updated",
      changes: ["firstName"],
    });
    expect(account("anna")).toMatchObject(names);
    expect(account("a.berg")).toBeUndefined();
  });

  it("does not invite twice when the answer was lost", async () => {
    platform.servers.openproject.faults.next({
      reset: "before-response",
      handled: true,
      match: /^POST .*users$/,
    });
    const result = await platform.service({ openproject: {} }).provision(dora);
    expect(result.state).toBe("created");
    expect(platform.writes("openproject")).toEqual(["POST /api/v3/users"]);
  });

  it("fails the user of a group that does not exist, where none is to be created", async () => {
    const service = platform.service({ openproject: { groups: ["Nobody"], createGroups: false } });
    expect(await service.provision(dora)).toMatchObject({
      state: "failed",
      reason: { code: "GROUP_NOT_FOUND" },
    });
  });

  it("leaves a locked account locked, unless it reconciles", async () => {
    const id = account("anna")?.id ?? 0;
    await platform.clients.openproject.users.lock(id);
    const anna = { login: "anna", email: "anna@example.com", displayName: "Anna Berg" };
    const service = platform.service({ openproject: {} });
    const { steps } = await service.provision(anna);
    expect(steps[1]).toMatchObject({ state: "skipped", reason: { code: "ACCOUNT_DISABLED" } });
    await service.reconcile([anna]).result;
    expect(account("anna")?.status).toBe("active");
  });
});
