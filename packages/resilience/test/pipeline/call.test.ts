import { ManualClock } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { AbortError, DeadlineExceededError } from "../../src/index.js";
import { Call } from "../../src/pipeline/call.js";
import { orEnd } from "../../src/pipeline/or-end.js";
import { sleep } from "../../src/pipeline/sleep.js";
import { Sweeper } from "../../src/sweeper.js";
import { settle } from "../support/settle.js";

function setUp() {
  const clock = new ManualClock();
  const context = { service: "billing", clock, sweeper: new Sweeper(clock) };
  const call = (more: { signal?: AbortSignal; deadlineMs?: number } = {}) =>
    new Call(context, "GET invoices/{}", more);
  return { clock, call };
}

describe("Call", () => {
  it("ends at its deadline with an error that says so", async () => {
    const { clock, call } = setUp();
    const late = call({ deadlineMs: 1_000 });
    await clock.advanceAsync(400);
    expect(late.remainingMs).toBe(600);
    await clock.advanceAsync(600);
    expect(late.ended).toBeInstanceOf(DeadlineExceededError);
    expect(late.ended).toMatchObject({
      message: expect.stringContaining("within its deadline of 1000 ms"),
      service: "billing",
      operation: "GET invoices/{}",
      outcome: "not-sent",
    });
    expect(() => late.throwIfEnded()).toThrow(DeadlineExceededError);
  });

  it("is over from the start when its signal is aborted already", () => {
    const { call } = setUp();
    const reason = new Error("changed my mind");
    const over = call({ signal: AbortSignal.abort(reason) });
    expect(over.ended).toBeInstanceOf(AbortError);
    expect(over.ended?.cause).toBe(reason);
  });

  it("keeps the first reason it ended for", async () => {
    const { clock, call } = setUp();
    const controller = new AbortController();
    const one = call({ signal: controller.signal, deadlineMs: 10 });
    controller.abort();
    await clock.advanceAsync(20);
    expect(one.ended).toBeInstanceOf(AbortError);
  });

  it("remembers the worst its attempts may have left behind", () => {
    const { call } = setUp();
    const one = call();
    one.note("rejected");
    expect(one.outcome).toBe("rejected");
    one.note("unknown");
    one.note("not-sent");
    expect(one.errorContext().outcome).toBe("unknown");
  });

  it("does not know the outcome while a request is out", () => {
    const { call } = setUp();
    const one = call();
    one.onWire = true;
    expect(one.errorContext().outcome).toBe("unknown");
  });

  it("lets go of deadline and signal when it is closed", async () => {
    const { clock, call } = setUp();
    const controller = new AbortController();
    const one = call({ signal: controller.signal, deadlineMs: 10 });
    one.close();
    controller.abort();
    await clock.advanceAsync(20);
    expect(one.ended).toBeUndefined();
  });
});

describe("sleep", () => {
  it("lasts as long as asked, or until the call ends", async () => {
    const { clock, call } = setUp();
    const woken: string[] = [];
    void sleep(call(), 500).then(() => woken.push("slept"));
    sleep(call({ deadlineMs: 100 }), 500).catch((error: Error) => woken.push(error.name));
    await clock.advanceAsync(100);
    expect(woken).toEqual(["DeadlineExceededError"]);
    await clock.advanceAsync(400);
    expect(woken).toEqual(["DeadlineExceededError", "slept"]);
    expect(clock.running).toBe(0);
  });

  it("does not begin when the call is over", async () => {
    const { clock, call } = setUp();
    await expect(sleep(call({ signal: AbortSignal.abort() }), 500)).rejects.toBeInstanceOf(AbortError);
    expect(clock.running).toBe(0);
  });
});

describe("orEnd", () => {
  it("gives what the promise gives, and forgets the call", async () => {
    const { call } = setUp();
    const one = call();
    await expect(orEnd(one, Promise.resolve(7))).resolves.toBe(7);
    await expect(orEnd(one, Promise.reject(new Error("no")))).rejects.toThrow("no");
    await settle();
    expect(one.stage).toBeUndefined();
  });

  it("gives up when the call ends", async () => {
    const { clock, call } = setUp();
    const waiting = orEnd(call({ deadlineMs: 50 }), new Promise(() => {})).catch(
      (error: Error) => error.name,
    );
    await clock.advanceAsync(50);
    expect(await waiting).toBe("DeadlineExceededError");
  });
});
