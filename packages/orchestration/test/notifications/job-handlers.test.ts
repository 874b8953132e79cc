import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { anna, ben, startWorld, type World } from "./support/world.js";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const turnTo = (date: string) => world.clock.advanceAsync(Date.parse(date) - world.clock.date());

describe("preferences", () => {
  const send = (text: string, priority: "low" | "normal" | "high" | "critical" = "normal") =>
    world.service.send({ audience: { users: [anna] }, template: "note", data: { text }, priority });

  it("leave out what somebody does not want, and say so", async () => {
    world.preferences = { [anna]: { minPriority: "high" }, [ben]: { muted: true } };
    await send("low", "low");
    await send("high", "high");
    await world.service.send({
      audience: { users: [ben] },
      template: "note",
      data: { text: "b" },
      priority: "critical",
    });
    await world.service.drain();
    expect(world.inZulip()).toEqual(["anna: Note: high"]);
    expect(
      world
        .eventsOf("skipped")
        .map(({ reason }) => reason)
        .sort(),
    ).toEqual(["muted", "priority"]);
  });

  it("choose the platform", async () => {
    world.preferences = { [anna]: { platforms: ["nextcloud"] } };
    await send("there");
    await world.service.drain();
    expect(world.inZulip()).toEqual([]);
    expect(await world.inNextcloud("anna")).toEqual([{ subject: "Note: there", message: "" }]);
  });

  it("hold back until quiet hours end, but for what is critical", async () => {
    world.preferences = {
      [anna]: { quietHours: { windows: [{ from: "12:00", to: "14:00" }] }, timeZone: "Europe/Berlin" },
    };
    await send("later");
    await send("now", "critical");
    await world.service.drain();
    expect(world.inZulip()).toEqual(["anna: Note: now"]);
    expect(world.eventsOf("held")).toMatchObject([{ until: new Date("2026-03-02T13:00:00Z") }]);
    await turnTo("2026-03-02T12:59:59Z");
    await world.service.drain();
    expect(world.inZulip()).toHaveLength(1);
    await turnTo("2026-03-02T13:00:00Z");
    await world.service.drain();
    expect(world.inZulip()).toEqual(["anna: Note: now", "anna: Note: later"]);
  });

  it("are asked again when what was held back goes out", async () => {
    world.preferences = { [anna]: { quietHours: { windows: [{ from: "12:00", to: "14:00" }] } } };
    await send("later");
    await world.service.drain();
    world.preferences = { [anna]: { quietHours: { windows: [{ from: "12:00", to: "16:00" }] } } };
    await turnTo("2026-03-02T14:00:00Z");
    await world.service.drain();
    expect(world.inZulip()).toEqual([]);
    world.preferences = { [anna]: { muted: true } };
    await turnTo("2026-03-02T16:00:00Z");
    await world.service.drain();
    expect(world.inZulip()).toEqual([]);
    expect(world.eventsOf("skipped")).toHaveLength(1);
  });

  it("that make no sense are a dead letter, not a loss", async () => {
    world.preferences = { [anna]: { quietHours: { windows: [{ from: "00:00", to: "00:00" }] } } };
    await send("never");
    await world.service.drain();
    expect(await world.dead()).toMatchObject([
      { stage: "delivery", reason: expect.stringContaining("end some day") },
    ]);
  });
});

describe("digests", () => {
  const send = (subject: string, to = anna, digest: string | undefined = "Tasks") =>
    world.service.send({
      audience: { users: [to] },
      template: "assigned",
      data: { to, subject },
      digest,
    });

  it("collect by recipient and topic, in the order of acceptance, until their time", async () => {
    for (const [subject, to, topic] of [
      ["a", anna, "Tasks"],
      ["b", ben, "Tasks"],
      ["c", anna, "Bugs"],
      ["d", anna, "Tasks"],
    ] as const) {
      await send(subject, to, topic);
      await world.clock.advanceAsync(1000);
    }
    await world.service.drain();
    expect(world.inZulip()).toEqual([]);
    await world.clock.advanceAsync(3_600_000);
    await world.service.drain();
    expect(world.inZulip().sort()).toEqual([
      "anna: **Bugs**: 1 update\n* yours: c",
      "anna: **Tasks**: 2 updates\n* yours: a\n* yours: d",
      "ben: **Tasks**: 1 update\n* yours: b",
    ]);
  });

  it("go out when they are full", async () => {
    world.preferences = { [anna]: { digest: { maxItems: 3, at: ["18:00"] } } };
    for (const subject of ["1", "2", "3", "4"]) {
      await send(subject);
      await world.clock.advanceAsync(1);
    }
    await world.service.drain();
    expect(world.inZulip()).toEqual(["anna: **Tasks**: 3 updates\n* yours: 1\n* yours: 2\n* yours: 3"]);
    await turnTo("2026-03-02T18:00:00Z");
    await world.service.drain();
    expect(world.inZulip()[1]).toBe("anna: **Tasks**: 1 update\n* yours: 4");
  });

  it("go out with flush", async () => {
    await send("x");
    await world.service.flush();
    await world.service.drain();
    expect(world.inZulip()).toEqual(["anna: **Tasks**: 1 update\n* yours: x"]);
  });

  it("are made of what a recipient wants collected, by its template, but not of what is urgent", async () => {
    world.preferences = { [anna]: { digest: {} }, [ben]: { digest: false } };
    const note = { template: "note", data: { text: "n" } } as const;
    await world.service.send({ audience: { users: [anna] }, ...note });
    await world.service.send({
      audience: { users: [anna] },
      ...note,
      data: { text: "urgent" },
      priority: "high",
    });
    await send("b", ben);
    await world.service.drain();
    expect(world.inZulip().sort()).toEqual(["anna: Note: urgent", "ben: @**Ben Okafor|12**, **b** is yours"]);
    await world.service.flush();
    await world.service.drain();
    expect(world.inZulip()[2]).toBe("anna: **note**: 1 update\n* Note: n");
  });

  it("wait for the end of quiet hours", async () => {
    world.preferences = { [anna]: { quietHours: { windows: [{ from: "13:00", to: "15:00" }] } } };
    await send("x");
    await world.service.drain();
    await turnTo("2026-03-02T13:00:00Z");
    await world.service.drain();
    expect(world.inZulip()).toEqual([]);
    await turnTo("2026-03-02T15:00:00Z");
    await world.service.drain();
    expect(world.inZulip()).toHaveLength(1);
  });

  it("that are too long for one message are several", async () => {
    for (const letter of ["a", "b", "c"]) {
      await send(letter.repeat(3500));
      await world.clock.advanceAsync(1);
    }
    await world.service.flush();
    await world.service.drain();
    expect(
      world
        .inZulip()
        .map((line) => /yours: (\w)/.exec(line)?.[1])
        .sort(),
    ).toEqual(["a", "c"]);
    expect(await world.dead()).toEqual([]);
  });

  it("of a channel's topic are collected too", async () => {
    await world.clients.zulip.channels.subscribe({ subscriptions: [{ name: "alpha" }] });
    const audience = { channel: "alpha", topic: "News" };
    for (const text of ["1", "2"]) {
      await world.service.send({ audience, template: "note", data: { text }, digest: "Log" });
    }
    await world.service.flush();
    await world.service.drain();
    expect(world.inZulip()).toEqual(["alpha>News: **Log**: 2 updates\n* Note: 1\n* Note: 2"]);
  });
});
