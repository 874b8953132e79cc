import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { RunEvents } from "../src/run-events.js";

interface News {
  readonly text: string;
}

async function collect(events: RunEvents<News>): Promise<string[]> {
  const all: string[] = [];
  for await (const { seq, text } of events) all.push(`${seq} ${text}`);
  return all;
}

describe.each([true, false])("RunEvents (replays: %s)", (replays) => {
  it("numbers every event and hands it to every reader, in order, before it ends", async () => {
    const events = new RunEvents<News>(replays);
    const readers = [collect(events), collect(events)];
    for (const text of ["a", "b", "c"]) await events.emit({ text });
    events.end();
    const all = ["1 a", "2 b", "3 c"];
    expect(await Promise.all(readers)).toEqual([all, all]);
  });

  it("throws the error it ended with once, after what was sent before", async () => {
    const events = new RunEvents<News>(replays);
    const reader = events[Symbol.asyncIterator]();
    await events.emit({ text: "a" });
    events.end({ error: new Error("broken") });
    expect(await reader.next()).toEqual({ done: false, value: { seq: 1, text: "a" } });
    await expect(reader.next()).rejects.toThrow("broken");
    expect(await reader.next()).toEqual({ done: true, value: undefined });
    await expect(collect(events)).rejects.toThrow("broken");
  });

  it("answers all who wait at one reader, also when it leaves", async () => {
    const events = new RunEvents<News>(replays);
    const reader = events[Symbol.asyncIterator]();
    const [first, second, third] = [reader.next(), reader.next(), reader.next()];
    await events.emit({ text: "a" });
    await events.emit({ text: "b" });
    expect([(await first).value?.text, (await second).value?.text]).toEqual(["a", "b"]);
    await reader.return?.();
    expect(await third).toEqual({ done: true, value: undefined });
  });

  it("holds the sender up when a reader is far behind, and lets it go on when the reader reads or leaves", async () => {
    const events = new RunEvents<News>(replays);
    const reader = events[Symbol.asyncIterator]();
    let sent = 0;
    const sending = (async () => {
      for (; sent < 600; sent++) await events.emit({ text: "news" });
    })();
    await turn();
    const held = sent;
    expect(held).toBeLessThan(300);
    for (let index = 0; index < 10; index++) await reader.next();
    await turn();
    expect(sent).toBeGreaterThan(held);
    await reader.return?.();
    await sending;
    expect(sent).toBe(600);
  });
});

describe("who comes late", () => {
  it("gets all events where they are replayed, during the run and after it", async () => {
    const events = new RunEvents<News>(true);
    await events.emit({ text: "a" });
    const between = collect(events);
    await events.emit({ text: "b" });
    events.end();
    expect([await between, await collect(events)]).toEqual([
      ["1 a", "2 b"],
      ["1 a", "2 b"],
    ]);
  });

  it("gets only what is new where they are not", async () => {
    const events = new RunEvents<News>(false);
    await events.emit({ text: "a" });
    const late = collect(events);
    await events.emit({ text: "b" });
    events.end();
    expect([await late, await collect(events)]).toEqual([["2 b"], []]);
  });
});
