import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { EventStream } from "../../src/provisioning/event-stream.js";

describe("EventStream", () => {
  it("hands every event to every reader, in order, before it ends", async () => {
    const stream = new EventStream<number>();
    const read = async (): Promise<number[]> => {
      const events: number[] = [];
      for await (const event of stream) events.push(event);
      return events;
    };
    const readers = [read(), read()];
    for (const event of [1, 2, 3]) await stream.emit(event);
    stream.end();
    expect(await Promise.all(readers)).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it("holds the sender up when a reader is far behind, and lets it go on when the reader reads or leaves", async () => {
    const stream = new EventStream<number>();
    const reader = stream[Symbol.asyncIterator]();
    let sent = 0;
    const sending = (async () => {
      for (; sent < 600; sent++) await stream.emit(sent);
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

  it("keeps nothing where nobody reads", async () => {
    const stream = new EventStream<number>();
    await stream.emit(1);
    const reader = stream[Symbol.asyncIterator]();
    await stream.emit(2);
    expect(await reader.next()).toEqual({ done: false, value: 2 });
  });

  it("throws the error it ended with once, after what was sent before", async () => {
    const stream = new EventStream<number>();
    const reader = stream[Symbol.asyncIterator]();
    await stream.emit(1);
    stream.end(new Error("broken"));
    expect(await reader.next()).toEqual({ done: false, value: 1 });
    await expect(reader.next()).rejects.toThrow("broken");
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });
});
