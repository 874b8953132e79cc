import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startPlatform, type TestPlatform } from "./start-platform.js";

let platform: TestPlatform;
beforeEach(async () => {
  platform = await startPlatform();
});
afterEach(() => platform[Symbol.asyncDispose]());

const dora = { login: "dora", email: "dora@example.org", displayName: "Dora Lind" };
const ben = { login: "ben", email: "ben@example.com", displayName: "Ben Okafor" };
const addChannel = (name: string) =>
  platform.servers.zulip.fake.state.addStream({ name, date_created: 1_700_000_000 });
const invitations = async () => (await platform.clients.zulip.invitations.list()).items;

describe("ZulipAccount", () => {
  it("invites once, however often it is asked to", async () => {
    addChannel("general");
    const service = platform.service({ zulip: { channels: ["general"] } });
    const first = await service.provision(dora);
    const second = await service.provision(dora);
    expect([first.state, second.state]).toEqual(["created", "skipped"]);
    expect((await invitations()).map(({ email }) => email)).toEqual(["dora@example.org"]);
  });

  it("takes an invitation for sent whose answer was lost", async () => {
    platform.servers.zulip.faults.next({ reset: "before-response", handled: true, match: /^POST .*invites/ });
    expect(await platform.service({ zulip: {} }).provision(dora)).toMatchObject({ state: "created" });
    expect(await invitations()).toHaveLength(1);
  });

  it("creates an account that is subscribed to the default channels and the user's own", async () => {
    const channels = [addChannel("general"), addChannel("design")];
    const service = platform.service({ zulip: { mode: "create", channels: ["general"] } });
    await service.provision({ ...dora, zulipChannels: ["design"] });
    const user = await platform.clients.zulip.users.getByEmail("dora@example.org");
    expect(user.full_name).toBe("Dora Lind");
    for (const { subscribers } of channels) expect(subscribers).toContain(user.user_id);
  });

  it("fails for a channel that does not exist, rather than create it", async () => {
    const service = platform.service({ zulip: { mode: "create", channels: ["nowhere"] } });
    expect(await service.provision(dora)).toMatchObject({ state: "failed", reason: { status: 400 } });
    expect(platform.servers.zulip.fake.state.findStream("nowhere")).toBeUndefined();
    expect(platform.writes("zulip")).toEqual([]);
  });

  it("knows somebody by the real address, and brings name and channels into line", async () => {
    const { subscribers } = addChannel("general");
    const service = platform.service({ zulip: { channels: ["general"] } });
    const result = await service.provision({ ...ben, displayName: "Benjamin Okafor" });
    expect(result.steps[1]?.changes).toEqual(["full_name", "channel general"]);
    const user = await platform.clients.zulip.users.getByEmail("ben@example.com");
    expect(user.full_name).toBe("Benjamin Okafor");
    expect(subscribers).toContain(user.user_id);
    expect(await service.provision({ ...ben, displayName: "Benjamin Okafor" })).toMatchObject({
      state: "skipped",
    });
  });

  it("is told of with all else that is wrong with a row", async () => {
    const wrong = { login: "a/b", email: "dora@example.org", displayName: "D*ra" };
    const provisioned = platform.service({ zulip: {} }).provision(wrong);
    await expect(provisioned).rejects.toThrow(/login holds .*; displayName holds one of/);
  });
});
