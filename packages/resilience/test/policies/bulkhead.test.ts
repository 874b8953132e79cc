import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ManualClock } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { QueueFullError, type RateLimiter, TokenBucket } from "../../src/index.js";
import { Call } from "../../src/pipeline/call.js";
import { Bulkhead, type BulkheadOptions } from "../../src/policies/bulkhead.js";
import { Sweeper } from "../../src/sweeper.js";
import { settle } from "../support/settle.js";

class StreamingCall extends Call {
  override get streams(): boolean {
    return true;
  }
}

/** A limiter that never makes anybody wait. */
const endless = (): RateLimiter => ({
  tryTake: () => true,
  take: () => Promise.resolve(),
  giveBack() {},
  assertInTime() {},
  pause() {},
});

function setUp(options: BulkheadOptions) {
  const clock = new ManualClock();
  const context = { service: "test", clock, sweeper: new Sweeper(clock) };
  const bulkhead = new Bulkhead(options);
  const inside: string[] = [];
  const enter = async (name: string, call: Call): Promise<Call> => {
    if (bulkhead.tryEnter(call) || (await bulkhead.enter(call))) inside.push(name);
    return call;
  };
  const call = (signal?: AbortSignal): Call => new Call(context, "GET thing", { signal });
  const stream = (): Call => new StreamingCall(context, "GET listing", {});
  return { clock, bulkhead, inside, enter, call, stream };
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

  it("gives free slots to the accounts in turns, and those of one account theirs in order", async () => {
    const { bulkhead, call } = setUp({ limit: 1 });
    const inside: string[] = [];
    const limiters = { anna: endless(), ben: endless() };
    const enter = async (name: "anna" | "ben", which: number): Promise<void> => {
      const one = call();
      const { [name]: limiter } = limiters;
      if (!bulkhead.tryEnter(one, limiter)) await bulkhead.enter(one, limiter);
      inside.push(`${name} ${which}`);
      bulkhead.leave(one);
    };
    const first = call();
    bulkhead.tryEnter(first, limiters.anna);
    const all = [1, 2, 3].map((which) => enter("anna", which));
    all.push(enter("ben", 1), enter("ben", 2));
    bulkhead.leave(first);
    await Promise.all(all);
    expect(inside).toEqual(["anna 1", "ben 1", "anna 2", "ben 2", "anna 3"]);
    expect(bulkhead).toMatchObject({ active: 0, waiting: 0 });
  });

  it("holds no slot for a call that lacks its token, and lets others in", async () => {
    const { clock, bulkhead, inside, call } = setUp({ limit: 1 });
    const bucket = new TokenBucket({ rate: 1, burst: 1, clock });
    bucket.tryTake();
    const waiting = bulkhead.enter(call(), bucket).then(() => inside.push("late"));
    expect(bulkhead).toMatchObject({ active: 0, waiting: 1 });
    const other = call();
    expect(bulkhead.tryEnter(other, endless())).toBe(true);
    bulkhead.leave(other);
    await clock.advanceAsync(1_000);
    await waiting;
    expect(bulkhead).toMatchObject({ active: 1, waiting: 0 });
  });

  it("spends no token on a call whose slot another account took meanwhile, and lets it go first then", async () => {
    const { clock, bulkhead, inside, call } = setUp({ limit: 1 });
    const bucket = new TokenBucket({ rate: 1, burst: 1, clock });
    bucket.tryTake();
    for (const name of ["first", "second"]) void bulkhead.enter(call(), bucket).then(() => inside.push(name));
    const other = call();
    bulkhead.tryEnter(other, endless());
    await clock.advanceAsync(1_000);
    expect(inside).toEqual([]);
    // The token is there still: nobody holds it.
    expect(bucket.tryTake()).toBe(true);
    bucket.giveBack();
    bulkhead.leave(other);
    await settle();
    expect(inside).toEqual(["first"]);
    expect(bucket.tryTake()).toBe(false);
    expect(bulkhead).toMatchObject({ active: 1, waiting: 1 });
  });

  it("lets a stream that found no place for its body go before those that came later", async () => {
    const { clock, bulkhead, inside, stream } = setUp({ limit: 3, maxOpenBodies: 1 });
    const bucket = new TokenBucket({ rate: 1, burst: 1, clock });
    bucket.tryTake();
    const [open, other] = [stream(), stream()];
    bulkhead.tryEnter(open, endless());
    for (const name of ["first", "second"])
      void bulkhead.enter(stream(), bucket).then(() => inside.push(name));
    // Now the first waits for its token, and meanwhile another account takes the place.
    bulkhead.leave(open);
    bulkhead.tryEnter(other, endless());
    await clock.advanceAsync(1_000);
    expect(inside).toEqual([]);
    bulkhead.leave(other);
    await settle();
    expect(inside).toEqual(["first"]);
    expect(bulkhead.waiting).toBe(1);
  });

  it("keeps nothing of an account when nobody waits any more, though all slots are taken", async () => {
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    const { bulkhead, enter, call } = setUp({ limit: 1 });
    await enter("a", call());
    const waitInVain = async (): Promise<WeakRef<RateLimiter>> => {
      const leaving = new AbortController();
      const limiter = endless();
      const waiting = bulkhead.enter(call(leaving.signal), limiter);
      expect(bulkhead.waiting).toBe(1);
      leaving.abort();
      await expect(waiting).resolves.toBe(false);
      return new WeakRef(limiter);
    };
    const account = await waitInVain();
    await settle();
    collect();
    expect(account.deref()).toBeUndefined();
    expect(bulkhead).toMatchObject({ active: 1, waiting: 0 });
  });

  it("tells a call what its limiter refused it with, and asks for the next", async () => {
    const { bulkhead, call } = setUp({ limit: 1 });
    const answers = [Promise.reject(new Error("away")), Promise.resolve()];
    const limiter = { ...endless(), tryTake: () => false, take: () => answers.shift() ?? Promise.resolve() };
    const calls = [bulkhead.enter(call(), limiter), bulkhead.enter(call(), limiter)];
    await expect(calls[0]).rejects.toThrow("away");
    await expect(calls[1]).resolves.toBe(true);
    expect(bulkhead).toMatchObject({ active: 1, waiting: 0 });
  });

  it("lets a call that waits for its token leave, and the next wait in its place", async () => {
    const { clock, bulkhead, call } = setUp({ limit: 1 });
    const bucket = new TokenBucket({ rate: 1, burst: 1, clock });
    bucket.tryTake();
    const leaving = new AbortController();
    const first = bulkhead.enter(call(leaving.signal), bucket);
    const second = bulkhead.enter(call(), bucket);
    leaving.abort();
    await expect(first).rejects.toMatchObject({ code: "ABORTED" });
    await clock.advanceAsync(1_000);
    await expect(second).resolves.toBe(true);
  });
});
