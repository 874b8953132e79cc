import { ManualClock } from "@platformq/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GroupJoins } from "../../src/provisioning/group-joins.js";
import { startPlatform, type TestPlatform, users } from "./start-platform.js";

let platform: TestPlatform;
beforeEach(async () => {
  platform = await startPlatform();
});
afterEach(() => platform[Symbol.asyncDispose]());

const [anna, ben] = [11, 12];
const groups = () => platform.servers.openproject.fake.state.groups;
const membersOf = (id: number): number[] => [...(groups().get(id)?.members ?? [])];
const newGroup = async (): Promise<number> => {
  const { id } = await platform.clients.openproject.groups.create({ name: "Staff" });
  return id;
};

/** Lets the times pass in which a change settles, until the work is done. */
async function settled<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  let isDone = false;
  const end = (): void => {
    isDone = true;
  };
  work.then(end, end);
  while (!isDone) {
    await vi.waitFor(() => expect(isDone || clock.nextMs !== undefined).toBe(true), { interval: 1 });
    clock.advance(clock.nextMs ?? 0);
  }
  return work;
}

describe("GroupJoins", () => {
  it("adds again whom another process has replaced", async () => {
    const [clock, id] = [new ManualClock(), await newGroup()];
    const joins = new GroupJoins(platform.clients.openproject, clock);
    const joining = joins.join(id, anna, undefined);
    await vi.waitFor(() => expect(clock.nextMs).toBeDefined());
    expect(membersOf(id)).toEqual([anna]);
    // It had read the members before anna was one.
    await platform.clients.openproject.groups.update(id, { members: [ben] });
    await settled(clock, joining);
    expect(membersOf(id)).toEqual([ben, anna]);
  });

  it("gives up where somebody replaces the members again and again", async () => {
    const [clock, id] = [new ManualClock(), await newGroup()];
    const set = vi.spyOn(groups(), "set").mockImplementation((key, group) => {
      group.members.clear();
      return Map.prototype.set.call(groups(), key, group);
    });
    const joining = new GroupJoins(platform.clients.openproject, clock).join(id, anna, undefined);
    await expect(settled(clock, joining)).rejects.toMatchObject({ code: "GROUP_CONTENDED" });
    expect(set).toHaveBeenCalledTimes(10);
  });

  it("goes on with the change for the others when one of them is aborted", async () => {
    const [clock, id] = [new ManualClock(), await newGroup()];
    const joins = new GroupJoins(platform.clients.openproject, clock);
    const controller = new AbortController();
    const first = joins.join(id, anna, controller.signal);
    const second = joins.join(id, ben, undefined);
    controller.abort(new Error("enough"));
    await expect(first).rejects.toThrow("enough");
    await settled(clock, second);
    expect(membersOf(id)).toContain(ben);
  });
});

describe("two services on the same groups", () => {
  it("lose nobody", async () => {
    const services = [1, 2].map(() => platform.service({ openproject: { groups: ["Staff"] } }));
    await platform.clients.openproject.groups.create({ name: "Staff" });
    const logins = Array.from({ length: 24 }, (_, index) => `user${index}`);
    const parts = [logins.slice(0, 12), logins.slice(12)];
    const runs = services.map(
      (service, index) => service.provisionMany(users(...(parts[index] ?? []))).result,
    );
    await Promise.all(runs);
    const [staff] = [...groups().values()].filter(({ name }) => name === "Staff");
    expect(staff?.members.size).toBe(24);
  });
});
