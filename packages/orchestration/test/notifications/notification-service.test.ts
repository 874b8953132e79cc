import { once } from "node:events";
import { memoryQueue } from "@platformq/queue";
import { InvalidInputError } from "@platformq/resilience";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { anna, ben, chloe, startWorld, type World } from "./support/world.js";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

describe("a notification", () => {
  it("reaches people by address and by login, each on their own", async () => {
    await world.service.send({
      audience: { users: [anna, "ben"] },
      template: "note",
      data: { text: "*hi*" },
    });
    await world.service.drain();
    expect(world.inZulip().sort()).toEqual(["anna: Note: &#42;hi&#42;", "ben: Note: &#42;hi&#42;"]);
    expect(world.eventsOf("delivered")).toHaveLength(2);
  });

  it("reaches the members of a group, a conversation and a topic of a channel", async () => {
    const users = (await world.clients.zulip.users.list()).items;
    const members = users
      .filter(({ delivery_email }) => [anna, ben].includes(delivery_email ?? ""))
      .map(({ user_id }) => user_id);
    await world.clients.zulip.userGroups.create({ name: "crew", description: "", members });
    await world.clients.zulip.channels.subscribe({ subscriptions: [{ name: "alpha" }] });
    const audience = [{ group: "crew" }, { direct: [anna, chloe] }, { channel: "alpha", topic: "News" }];
    await world.service.send({ audience, template: "toAll", data: {} });
    await world.service.drain();
    const text = "@*crew* in #**alpha** with @_**Ben Okafor|12**";
    expect(world.inZulip().sort()).toEqual([
      `alpha>News: ${text}`,
      `anna+chloe: ${text}`,
      `anna: ${text}`,
      `ben: ${text}`,
    ]);
  });

  it("comes once to somebody who is named in two ways of its audience", async () => {
    const audience = [{ users: [anna, "ANNA@example.com"] }, { users: [anna, ben] }];
    await world.service.send({ audience, template: "note", data: { text: "once" } });
    await world.service.drain();
    expect(world.inZulip().sort()).toEqual(["anna: Note: once", "ben: Note: once"]);
  });

  it("mentions people by address, login and name of the group as Zulip knows them", async () => {
    const data = { to: "anna", subject: "@**all**" };
    await world.service.send({ audience: { users: [ben] }, template: "assigned", data });
    await world.service.drain();
    expect(world.inZulip()).toEqual(["ben: @**Anna Berg|11**, **@&#42;&#42;all&#42;&#42;** is yours"]);
  });

  it("is refused with data of another shape, for nobody, and with an unknown template", async () => {
    const untyped = (notification: object) => world.service.send(JSON.parse(JSON.stringify(notification)));
    const refused = [
      { audience: { users: [anna] }, template: "note", data: { text: 1 } },
      { audience: { users: [] }, template: "note", data: { text: "" } },
      { audience: { users: [anna] }, template: "nope", data: {} },
    ];
    for (const one of refused) {
      await expect(untyped(one)).rejects.toThrow(InvalidInputError);
    }
  });

  it("with a key comes once in the queue's time for keys, and again after it", async () => {
    const note = {
      audience: { users: [anna] },
      template: "note",
      data: { text: "!" },
      dedupeKey: "disk",
    } as const;
    expect(await world.service.send(note)).toMatchObject({ duplicate: false });
    expect(await world.service.send(note)).toMatchObject({ duplicate: true });
    await world.service.drain();
    await world.clock.advanceAsync(3_599_000);
    expect(await world.service.send(note)).toMatchObject({ duplicate: true });
    await world.clock.advanceAsync(2000);
    expect(await world.service.send(note)).toMatchObject({ duplicate: false });
    await world.service.drain();
    expect(world.inZulip()).toHaveLength(2);
  });

  it("is sent all the same when who watches fails", async () => {
    const watched = world.newService({
      onEvent: () => {
        throw new Error("not my day");
      },
    });
    await watched.send({ audience: { users: [anna] }, template: "note", data: { text: "!" } });
    await watched.close();
    expect(world.inZulip()).toEqual(["anna: Note: !"]);
    expect(await world.inNextcloud("anna")).toEqual([]);
  });

  it("is sent as ever with settings of the sending that are undefined", async () => {
    await world.service.close();
    const sending = { concurrency: undefined, attempts: undefined, backoff: undefined };
    world.service = world.newService({ sending });
    world.servers.zulip.faults.down({ status: 500 });
    world.servers.nextcloud.faults.down({ status: 500 });
    await world.service.send({ audience: { users: [anna] }, template: "note", data: { text: "!" } });
    for (let attempt = 1; attempt < 10; attempt++) {
      await world.service.drain();
      await world.clock.advanceAsync(900_000);
    }
    await world.service.drain();
    expect(await world.dead()).toEqual([]);
  });

  it("of more urgency goes first", async () => {
    const queue = memoryQueue({ clock: world.clock });
    await world.service.close();
    const held = world.newService({ queue, sending: { concurrency: 1 } });
    world.servers.zulip.faults.next({ delayMs: 60, match: "POST /api/v1/messages" });
    const send = (text: string, priority: "low" | "normal" | "high" | "critical") =>
      held.send({ audience: { users: [anna] }, template: "note", data: { text }, priority });
    await send("first", "low");
    await new Promise((resolve) => setTimeout(resolve, 20));
    await Promise.all([
      send("low", "low"),
      send("normal", "normal"),
      send("critical", "critical"),
      send("high", "high"),
    ]);
    await held.drain();
    expect(world.inZulip().map((line) => line.split(" ").at(-1))).toEqual([
      "first",
      "critical",
      "high",
      "normal",
      "low",
    ]);
    await held.close();
    await queue.close();
  });
});

describe("close", () => {
  it("sends what was accepted and the digests of a queue in memory first", async () => {
    await world.service.send({ audience: { users: [anna] }, template: "note", data: { text: "a" } });
    await world.service.send({
      audience: { users: [ben] },
      template: "note",
      data: { text: "b" },
      digest: "Notes",
    });
    await world.service.close();
    expect(world.inZulip().sort()).toEqual(["anna: Note: a", "ben: **Notes**: 1 update\n* Note: b"]);
    await expect(
      world.service.send({ audience: { users: [anna] }, template: "note", data: { text: "c" } }),
    ).rejects.toThrow("closed");
  });

  it("warns of what quiet hours hold back in a queue in memory", async () => {
    const warned = once(process, "warning");
    world.preferences = { [anna]: { quietHours: { weekends: true, holidays: ["2026-03-02"] } } };
    await world.service.send({ audience: { users: [anna] }, template: "note", data: { text: "a" } });
    await world.service.close();
    expect(String((await warned)[0])).toContain("lost with their queue in memory: 1");
  });

  it("leaves what is not sent in a queue that was given, with all its attempts", async () => {
    const queue = memoryQueue({ clock: world.clock });
    const first = world.newService({ queue });
    await first.send({ audience: { users: [ben] }, template: "note", data: { text: "b" }, digest: "Notes" });
    await first.drain();
    await first.close();
    expect(world.inZulip()).toEqual([]);
    const { delayed, dead: died } = await queue.counts();
    expect([delayed, died]).toEqual([1, 0]);
    await queue.close();
  });
});
