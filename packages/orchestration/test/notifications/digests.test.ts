import { ManualClock } from "@platformq/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { englishHeading } from "../../src/notifications/digest-text.js";
import { Digests } from "../../src/notifications/digests.js";
import type { Delivery, DigestItem } from "../../src/notifications/jobs.js";
import { md } from "../../src/notifications/markup/markup.js";
import { renderPlain } from "../../src/notifications/markup/render-plain.js";

let clock: ManualClock;
/** What is queued: once by id, as a queue does. */
let queued: Map<string, Delivery>;
let fails: boolean;
beforeEach(() => {
  clock = new ManualClock();
  queued = new Map();
  fails = false;
});

/** The digests of a process; another one after a crash. */
function digests(): Digests {
  return new Digests({
    clock,
    heading: englishHeading,
    async enqueue(delivery) {
      if (fails) throw new Error("full");
      if (!queued.has(delivery.id)) queued.set(delivery.id, delivery);
    },
    rests: () => {},
    resumes: () => {},
  });
}

function item(batch: string, text: string, settings: Partial<DigestItem> = {}, sequence = 0): DigestItem {
  const { parts } = md`${text}`;
  const delivery: Delivery = {
    id: text,
    target: { kind: "person", who: "anna" },
    priority: "normal",
    text: parts,
    digest: null,
    acceptedAt: clock.date(),
    sequence,
    dueAt: clock.date(),
    maybeSent: false,
  };
  return {
    delivery,
    topic: "T",
    text: parts,
    batch,
    flushAt: clock.date() + 1000,
    maxItems: 50,
    ...settings,
  };
}

/** A signal that says nothing. */
const running = (): AbortSignal => new AbortController().signal;
const texts = (): string[] => [...queued.values()].map(({ text }) => renderPlain(text).replaceAll("\n", ""));

describe("a digest", () => {
  it("is queued before the jobs of its items are done", async () => {
    const some = digests();
    const done: number[] = [];
    const jobs = ["a", "b"].map((text) => {
      return some.collect(text, item("1", text), running()).then(() => done.push(queued.size));
    });
    expect(done).toEqual([]);
    await clock.advanceAsync(1000);
    await Promise.all(jobs);
    expect(done).toEqual([1, 1]);
    expect(texts()).toEqual(["T: 2 updates- a- b"]);
  });

  it("lists its items by their acceptance, in whatever order they came", async () => {
    const some = digests();
    for (const [text, sequence] of [
      ["c", 2],
      ["a", 0],
      ["b", 1],
    ] as const) {
      void some.collect(text, item("1", text, {}, sequence), running());
    }
    await some.flush();
    expect(texts()).toEqual(["T: 3 updates- a- b- c"]);
  });

  it("is not made twice of items that come back although it was queued", async () => {
    const before = digests();
    for (const text of ["a", "b"]) void before.collect(text, item("1", text), running());
    await before.flush();
    const after = digests();
    const { target } = item("1", "a").delivery;
    for (const text of ["b", "a"]) void after.collect(text, item("1", text), running());
    void after.collect("c", item(after.batchFor(target, "T"), "c"), running());
    await after.flush();
    expect(texts()).toEqual(["T: 2 updates- a- b", "T: 1 update- c"]);
  });

  it("that was flushed is followed by a new one", () => {
    const some = digests();
    const { target } = item("1", "a").delivery;
    const first = some.batchFor(target, "T");
    expect(some.batchFor(target, "T")).toBe(first);
    expect(some.batchFor(target, "other")).not.toBe(first);
    void some.collect("a", item(first, "a", { maxItems: 1 }), running());
    expect(some.batchFor(target, "T")).not.toBe(first);
  });

  it("that cannot be queued leaves its items with their jobs", async () => {
    fails = true;
    const some = digests();
    const job = some.collect("a", item("1", "a"), running());
    await some.flush();
    await expect(job).rejects.toThrow("full");
  });

  it("leaves out items that another process has taken over", async () => {
    const controller = new AbortController();
    const some = digests();
    const job = some.collect("a", item("1", "a"), controller.signal);
    void some.collect("b", item("1", "b"), running());
    controller.abort(new Error("taken over"));
    await expect(job).rejects.toThrow("taken over");
    await some.flush();
    expect(texts()).toEqual(["T: 1 update- b"]);
  });

  it("is due as its first item is", async () => {
    const some = digests();
    void some.collect("a", item("1", "a", { flushAt: clock.date() + 500 }), running());
    void some.collect("b", item("1", "b", { flushAt: clock.date() + 9000 }), running());
    await clock.advanceAsync(499);
    expect(queued.size).toBe(0);
    await clock.advanceAsync(1);
    expect(texts()).toEqual(["T: 2 updates- a- b"]);
  });
});
