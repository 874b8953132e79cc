import { describe, expect, it } from "vitest";
import { QueueFullError } from "../../src/index.js";
import { Call } from "../../src/pipeline/call.js";
import { Bulkhead, type BulkheadOptions } from "../../src/policies/bulkhead.js";
import { Sweeper } from "../../src/sweeper.js";
import { FakeClock, settle } from "../support/fake-clock.js";

class StreamingCall extends Call {
  override get streams(): boolean {
    return true;
  }
}

function setUp(options: BulkheadOptions) {
  const clock = new FakeClock();
  const context = { service: "test", clock, sweeper: new Sweeper(clock) };
  const bulkhead = new Bulkhead(options);
  const inside: string[] = [];
  const enter = async (name: string, call: Call): Promise<Call> => {
    if (bulkhead.tryEnter(call) || (await bulkhead.enter(call))) inside.push(name);
    return call;
  };
  const call = (signal?: AbortSignal): Call => new Call(context, "GET thing", { signal });
  const stream = (): Call => new StreamingCall(context, "GET listing", {});
  return { bulkhead, inside, enter, call, stream };
}

describe("Bulkhead", () => {
  it("lets in as many as it has slots, and the others in order as slots come free", async () => {
    const { bulkhead, inside, enter, call } = setUp({ limit: 2 });
    const first = await enter("a", call());
    await enter("b", call());
    for (const name of ["c", "d"]) void enter(name, call());
    await settle();
    expect(inside).toEqual(["a", "b"]);
    expect(bulkhead.waiting).toBe(2);
    bulkhead.leave(first);
    await settle();
    expect(inside).toEqual(["a", "b", "c"]);
    expect(bulkhead).toMatchObject({ active: 2, waiting: 1 });
  });

  it("lets nobody overtake a call that was given a slot and has not run yet", async () => {
    const { bulkhead, enter, call } = setUp({ limit: 1 });
    const first = await enter("a", call());
    void enter("b", call());
    bulkhead.leave(first);
    expect(bulkhead.tryEnter(call())).toBe(false);
    expect(bulkhead.active).toBe(1);
  });

  it("forgets a waiting call that was aborted", async () => {
    const { bulkhead, inside, enter, call } = setUp({ limit: 1 });
    const first = await enter("a", call());
    const leaving = new AbortController();
    const gone = enter("b", call(leaving.signal));
    void enter("c", call());
    leaving.abort();
    await gone;
    bulkhead.leave(first);
    await settle();
    expect(inside).toEqual(["a", "c"]);
    expect(bulkhead).toMatchObject({ active: 1, waiting: 0 });
  });

  it("refuses what its queue has no room for", async () => {
    const { bulkhead, enter, call } = setUp({ limit: 1, maxQueue: 1 });
    await enter("a", call());
    void enter("b", call());
    expect(() => bulkhead.enter(call())).toThrow(QueueFullError);
  });

  it("frees the slot of a body that was handed over, and keeps its place until it is closed", async () => {
    const { bulkhead, inside, enter, call, stream } = setUp({ limit: 1, maxOpenBodies: 1 });
    const listing = await enter("listing", stream());
    listing.handedOver = true;
    bulkhead.leave(listing);
    expect(bulkhead).toMatchObject({ active: 0, open: 1 });
    const second = enter("second listing", stream());
    await enter("nested", call());
    await settle();
    expect(inside).toEqual(["listing", "nested"]);
    bulkhead.closeBody();
    await settle();
    // The place is free, the slot is not.
    expect(inside).toEqual(["listing", "nested"]);
    bulkhead.leave(call());
    await second;
    expect(inside).toEqual(["listing", "nested", "second listing"]);
  });

  it("serves streams that had to wait for another body before those that came later", async () => {
    const { bulkhead, inside, enter, call, stream } = setUp({ limit: 1, maxOpenBodies: 1 });
    const listing = await enter("first", stream());
    for (const name of ["second", "third"]) void enter(name, stream());
    void enter("plain", call());
    listing.handedOver = true;
    bulkhead.leave(listing);
    await settle();
    expect(inside).toEqual(["first", "plain"]);
    bulkhead.leave(call());
    bulkhead.closeBody();
    await settle();
    expect(inside).toEqual(["first", "plain", "second"]);
  });

  it("gives the place of a body back that never came", async () => {
    const { bulkhead, enter, stream } = setUp({ limit: 2, maxOpenBodies: 1 });
    bulkhead.leave(await enter("failed", stream()));
    expect(bulkhead).toMatchObject({ active: 0, open: 0 });
    expect(bulkhead.tryEnter(stream())).toBe(true);
  });
});
