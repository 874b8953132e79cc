import { ManualClock } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { Call } from "../../src/pipeline/call.js";
import { WaitQueue } from "../../src/pipeline/wait-queue.js";
import { Sweeper } from "../../src/sweeper.js";
import { settle } from "../support/settle.js";

function setUp() {
  const clock = new ManualClock();
  const context = { service: "test", clock, sweeper: new Sweeper(clock) };
  const heard = { emptied: 0, gone: 0 };
  const queue = new WaitQueue({ onEmpty: () => heard.emptied++, onGone: () => heard.gone++ });
  const told: string[] = [];
  const wait = (name: string, more: { signal?: AbortSignal; deadlineMs?: number } = {}): Call => {
    const call = new Call(context, name, more);
    void queue.wait(call).then((granted) => told.push(`${name} ${granted}`));
    return call;
  };
  return { clock, queue, told, wait, heard };
}

describe("WaitQueue", () => {
  it("wakes calls in order of arrival and says when the last has left", async () => {
    const { queue, told, wait, heard } = setUp();
    for (const name of ["a", "b"]) wait(name);
    expect(queue.wakeNext()).toBe(true);
    expect(heard.emptied).toBe(0);
    expect(queue.wakeNext()).toBe(true);
    expect(queue.wakeNext()).toBe(false);
    await settle();
    expect(told).toEqual(["a true", "b true"]);
    expect(heard).toEqual({ emptied: 1, gone: 0 });
  });

  it.each([
    ["first", 0, ["b", "c"]],
    ["middle", 1, ["a", "c"]],
    ["last", 2, ["a", "b"]],
  ] as const)("lets the %s call leave when it is aborted", async (_, index, left) => {
    const { queue, told, wait, heard } = setUp();
    const controllers = ["a", "b", "c"].map((name) => {
      const controller = new AbortController();
      wait(name, { signal: controller.signal });
      return controller;
    });
    controllers[index]?.abort();
    await settle();
    expect(told).toEqual([expect.stringContaining("false")]);
    expect(queue.size).toBe(2);
    expect(heard.gone).toBe(1);
    while (queue.wakeNext());
    await settle();
    expect(told.slice(1)).toEqual(left.map((name) => `${name} true`));
  });

  it("lets a call leave at its deadline, and takes none that is over", async () => {
    const { clock, queue, told, wait } = setUp();
    const call = wait("late", { deadlineMs: 100 });
    await clock.advanceAsync(100);
    expect(told).toEqual(["late false"]);
    expect(await queue.wait(call)).toBe(false);
    expect(queue.size).toBe(0);
  });

  it("sends everybody away", async () => {
    const { queue, told, wait } = setUp();
    for (const name of ["a", "b"]) wait(name);
    queue.dismissAll();
    await settle();
    expect(told).toEqual(["a false", "b false"]);
  });

  it("moves its first call to the end of another queue, which the call can leave as well", async () => {
    const { queue, told, wait } = setUp();
    const other = new WaitQueue();
    const controller = new AbortController();
    wait("a", { signal: controller.signal });
    wait("b");
    queue.moveFirst(other);
    expect([queue.size, other.size]).toEqual([1, 1]);
    controller.abort();
    await settle();
    expect(told).toEqual(["a false"]);
    expect([queue.size, other.size]).toEqual([1, 0]);
  });
});
