import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { anna, ben, startWorld, type World } from "./support/world.js";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

describe("when a platform fails", () => {
  const send = (audience: { users: string[] } | { channel: string; topic: string } = { users: [anna] }) =>
    world.service.send({ audience, template: "note", data: { text: "!" } });

  it("Nextcloud is told instead", async () => {
    world.servers.zulip.faults.down({ status: 503 });
    await send();
    await world.service.drain();
    expect(await world.inNextcloud("anna")).toEqual([{ subject: "Note: !", message: "" }]);
    expect(world.eventsOf("fell-back")).toMatchObject([{ platform: "zulip" }]);
    expect(world.eventsOf("delivered")).toMatchObject([{ platform: "nextcloud" }]);
  });

  it("Nextcloud is told at once while Zulip's circuit is open", async () => {
    world.servers.zulip.faults.down({ status: 503 });
    for (let i = 0; i < 5; i++) await world.clients.zulip.users.me().catch(() => {});
    const before = world.servers.zulip.fake.requests.length;
    await send();
    await world.service.drain();
    expect(world.servers.zulip.fake.requests).toHaveLength(before);
    expect(world.eventsOf("fell-back")).toMatchObject([{ error: { code: "CIRCUIT_OPEN" } }]);
    expect(await world.inNextcloud("anna")).toHaveLength(1);
  });

  it("Nextcloud is told of what Zulip does not know", async () => {
    const user = [...world.servers.zulip.fake.state.users.values()].find(
      ({ delivery_email }) => delivery_email === anna,
    );
    if (user) user.is_active = false;
    await send();
    await world.service.drain();
    expect(await world.inNextcloud("anna")).toHaveLength(1);
  });

  it("a rate limit is waited out instead", async () => {
    world.servers.zulip.faults.next({ status: 429, retryAfter: 90, match: "POST /api/v1/messages" });
    await send();
    await world.service.drain();
    expect(await world.inNextcloud("anna")).toEqual([]);
    await world.clock.advanceAsync(91_000);
    await world.service.drain();
    expect(world.inZulip()).toEqual(["anna: Note: !"]);
  });

  it("a message whose answer was lost is looked for, not sent again, and its twin is another one", async () => {
    world.servers.zulip.faults.next({ status: 502, handled: true, match: "POST /api/v1/messages" });
    world.servers.zulip.faults.next({ status: 503, match: "GET /api/v1/messages" });
    await send();
    await world.service.drain();
    await send();
    await world.service.drain();
    expect(world.inZulip()).toHaveLength(2);
    await world.clock.advanceAsync(2000);
    await world.service.drain();
    expect(world.inZulip()).toEqual(["anna: Note: !", "anna: Note: !"]);
    expect(world.eventsOf("delivered")).toHaveLength(2);
    expect(await world.inNextcloud("anna")).toEqual([]);
  });

  it("and it stays unknown whether it sent a message, Nextcloud is told in the end", async () => {
    await world.clients.zulip.users.me();
    await send();
    await world.service.drain();
    world.servers.zulip.faults.next({ status: 502, match: "/api/v1/messages", times: 100 });
    await send();
    for (let i = 0; i < 3; i++) {
      await world.service.drain();
      expect(await world.inNextcloud("anna")).toEqual([]);
      await world.clock.advanceAsync(60_000);
    }
    await world.service.drain();
    expect(await world.inNextcloud("anna")).toHaveLength(1);
  });

  it("Nextcloud is told twice when its answers are lost, and no third time", async () => {
    world.preferences = { [anna]: { platforms: ["nextcloud"] } };
    const { nextcloud } = world.servers;
    nextcloud.faults.next({ status: 502, handled: true, times: 100, match: /^POST .*notifications/ });
    await send();
    for (let i = 0; i < 5; i++) {
      await world.service.drain();
      await world.clock.advanceAsync(60_000);
    }
    await world.service.drain();
    expect(await world.inNextcloud("anna")).toHaveLength(2);
    const [letter] = await world.dead();
    expect(letter?.reason).toContain("it may have arrived");
    expect(world.eventsOf("failed").at(-1)).toMatchObject({
      error: { cause: { code: "DELIVERY_UNCERTAIN" } },
    });
    nextcloud.faults.clear();
    await world.service.dead.replay(letter?.id ?? "");
    await world.service.drain();
    expect(world.eventsOf("delivered")).toHaveLength(1);
  });

  it("Zulip is told at once of what may have arrived in Nextcloud, and cannot be looked for there", async () => {
    world.preferences = { [anna]: { platforms: ["nextcloud", "zulip"] } };
    world.servers.nextcloud.faults.next({ status: 502, handled: true, match: /^POST .*notifications/ });
    await send();
    await world.service.drain();
    expect(await world.inNextcloud("anna")).toHaveLength(1);
    expect(world.inZulip()).toEqual(["anna: Note: !"]);
    expect(world.eventsOf("fell-back")).toMatchObject([{ platform: "nextcloud" }]);
  });

  it("Nextcloud is not told again and again while Zulip asks to wait", async () => {
    world.preferences = { [anna]: { platforms: ["nextcloud", "zulip"] } };
    const { nextcloud, zulip } = world.servers;
    nextcloud.faults.next({ status: 502, handled: true, times: 100, match: /^POST .*notifications/ });
    zulip.faults.next({ status: 429, retryAfter: 90, times: 100, match: "POST /api/v1/messages" });
    await send();
    for (let i = 0; i < 6; i++) {
      await world.service.drain();
      await world.clock.advanceAsync(120_000);
    }
    expect(await world.inNextcloud("anna")).toHaveLength(2);
  });

  it("and nothing does, it ends as a dead letter that can be replayed", async () => {
    world.servers.zulip.faults.down({ status: 500 });
    world.servers.nextcloud.faults.down({ status: 500 });
    await world.service.close();
    world.service = world.newService({ sending: { attempts: 2, backoff: () => 10 } });
    await send();
    await world.service.drain();
    await world.clock.advanceAsync(10);
    await world.service.drain();
    const [letter, ...others] = await world.dead();
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ stage: "delivery", reason: expect.stringMatching(/zulip|users/) });
    world.servers.zulip.faults.up();
    world.servers.nextcloud.faults.up();
    expect(await world.service.dead.replay(letter?.id ?? "")).toBe(true);
    await world.service.drain();
    expect(world.inZulip()).toEqual(["anna: Note: !"]);
    expect(await world.dead()).toEqual([]);
  });

  it("for good, no attempts are wasted on it", async () => {
    await send({ channel: "nowhere", topic: "x" });
    await world.service.send({
      audience: [{ group: "nobody" }, { users: [ben] }],
      template: "note",
      data: { text: "b" },
    });
    await world.service.drain();
    expect(world.inZulip()).toEqual(["ben: Note: b"]);
    expect((await world.dead()).map(({ stage }) => stage)).toEqual(["accepted", "delivery"]);
  });
});
