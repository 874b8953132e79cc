import { describe, expect, it } from "vitest";
import { ManualClock, ZulipFake } from "../src/index.js";

const start = Date.parse("2026-01-01T00:00:00Z");

/** A clock, and a way to set timers that note their name and the time they see, from the start. */
function noting() {
  const clock = new ManualClock();
  const fired: [string, number][] = [];
  const set = (name: string, delayMs: number) =>
    clock.setTimeout(() => fired.push([name, clock.now() - start]), delayMs);
  return { clock, fired, set };
}

describe("ManualClock", () => {
  it.each([
    ["a date", new Date("2026-03-02T12:00:00Z")],
    ["a string", "2026-03-02T12:00:00Z"],
    ["milliseconds", Date.UTC(2026, 2, 2, 12)],
  ])("begins at %s and stands still", async (_, at) => {
    const clock = new ManualClock(at);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect([clock.now(), clock.date()]).toEqual([Date.UTC(2026, 2, 2, 12), Date.UTC(2026, 2, 2, 12)]);
  });

  it.each(["advance", "advanceAsync"] as const)(
    "fires timers in order, each at its own time, on %s",
    async (advance) => {
      const { clock, fired, set } = noting();
      set("late", 300);
      set("first of two", 100);
      set("second of two", 100);
      set("too late", 301);
      await clock[advance](300);
      expect(fired).toEqual([
        ["first of two", 100],
        ["second of two", 100],
        ["late", 300],
      ]);
      expect([clock.now() - start, clock.nextMs, clock.running]).toEqual([300, 1, 1]);
      await clock[advance](1);
      expect(fired.at(-1)).toEqual(["too late", 301]);
      expect([clock.nextMs, clock.running]).toEqual([undefined, 0]);
    },
  );

  it.each(["advance", "advanceAsync"] as const)(
    "fires what a timer sets when that is due, too, on %s",
    async (advance) => {
      const { clock, fired, set } = noting();
      clock.setTimeout(() => {
        set("next", 100);
        set("at once", 0);
        set("beyond the end", 201);
      }, 100);
      set("between", 150);
      await clock[advance](300);
      expect(fired).toEqual([
        ["at once", 100],
        ["between", 150],
        ["next", 200],
      ]);
    },
  );

  it("lets run in between what waits for its timers", async () => {
    const { clock, fired, set } = noting();
    const sleep = (ms: number) => new Promise<void>((resolve) => clock.setTimeout(resolve, ms));
    const working = (async () => {
      for (const name of ["a", "b", "c"]) {
        await sleep(100);
        fired.push([name, clock.now() - start]);
      }
    })();
    set("between", 250);
    await clock.advanceAsync(300);
    expect(fired).toEqual([
      ["a", 100],
      ["b", 200],
      ["between", 250],
      ["c", 300],
    ]);
    await working;
  });

  it("runs nothing in between when it advances at once", () => {
    const { clock, fired } = noting();
    void new Promise<void>((resolve) => clock.setTimeout(resolve, 100)).then(() =>
      fired.push(["waiting", 0]),
    );
    clock.advance(300);
    expect(fired).toEqual([]);
  });

  it("never goes back, also when a timer lets time pass", () => {
    const { clock, fired, set } = noting();
    clock.setTimeout(() => clock.advance(1_000), 100);
    set("overtaken", 200);
    clock.advance(300);
    clock.advance(-300);
    expect(fired).toEqual([["overtaken", 200]]);
    expect(clock.now() - start).toBe(1_100);
  });

  it("forgets a timer that was cleared, also by another one of the same time", () => {
    const { clock, fired, set } = noting();
    set("cleared", 100).clear();
    clock.setTimeout(() => other.clear(), 100);
    const other = set("cleared by the one before", 100);
    clock.advance(100);
    other.clear();
    expect([fired, clock.running]).toEqual([[], 0]);
  });

  it("counts the timers that would keep a process alive", () => {
    const { clock, set } = noting();
    const [one, other] = [set("one", 100), set("other", 200)];
    expect([clock.running, clock.holding]).toEqual([2, 2]);
    one.unref();
    other.unref();
    expect([clock.running, clock.holding]).toEqual([2, 0]);
    other.ref();
    expect(clock.holding).toBe(1);
    clock.advance(200);
    other.ref();
    expect([clock.running, clock.holding]).toEqual([0, 0]);
  });

  it("is the time of a fake", async () => {
    const clock = new ManualClock("2026-03-02T12:00:00Z");
    const fake = new ZulipFake({ clock });
    fake.faults.rateLimit({ requests: 1, perMs: 1_000 });
    const ask = async () => {
      const response = await fake.handle(new Request(`${fake.baseUrl}/api/v1/server_settings`));
      return response.status;
    };
    expect([await ask(), await ask()]).toEqual([200, 429]);
    clock.advance(1_000);
    expect(await ask()).toBe(200);
  });
});
