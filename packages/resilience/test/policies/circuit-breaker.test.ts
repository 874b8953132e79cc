import { ConsecutiveBreaker } from "cockatiel";
import { describe, expect, it } from "vitest";
import { CircuitOpenError } from "../../src/index.js";
import { Call } from "../../src/pipeline/call.js";
import { CircuitBreaker } from "../../src/policies/circuit-breaker.js";
import { FailureWindow } from "../../src/policies/failure-window.js";
import { Sweeper } from "../../src/sweeper.js";
import { FakeClock } from "../support/fake-clock.js";

function setUp(threshold = 5) {
  const clock = new FakeClock();
  const changes: string[] = [];
  const breaker = new CircuitBreaker({
    name: "test",
    breaker: new FailureWindow({ threshold, clock }),
    openMs: 60_000,
    clock,
    onChange: (_, from, to) => changes.push(`${from} → ${to}`),
  });
  const call = new Call({ service: "test", clock, sweeper: new Sweeper(clock) }, "GET thing", {});
  const fail = (): void => breaker.failure(breaker.permit(call));
  const succeed = (): void => breaker.success(breaker.permit(call));
  const open = (): void => {
    for (let i = 0; i < threshold; i++) fail();
  };
  return { clock, breaker, call, fail, succeed, open, changes };
}

describe("CircuitBreaker", () => {
  it("opens at the fifth failure in a row, also when they come once a second", async () => {
    const { clock, breaker, fail } = setUp();
    for (let i = 0; i < 4; i++) {
      fail();
      await clock.advance(1_000);
    }
    expect(breaker.state).toBe("closed");
    fail();
    expect(breaker.state).toBe("open");
    expect(breaker.isOpen).toBe(true);
  });

  it("opens when half of ten calls within 30 s failed, though never five in a row", () => {
    const { breaker, fail, succeed } = setUp();
    for (let i = 0; i < 5; i++) {
      succeed();
      if (breaker.state === "closed") fail();
    }
    expect(breaker.state).toBe("open");
  });

  it("forgets failures that are older than its window", async () => {
    const { clock, breaker, fail, succeed } = setUp();
    for (let i = 0; i < 4; i++) {
      fail();
      succeed();
    }
    await clock.advance(31_000);
    fail();
    succeed();
    fail();
    expect(breaker.state).toBe("closed");
  });

  it("stays closed at one failure after an hour of silence, whatever came before", async () => {
    const { clock, breaker, fail } = setUp();
    for (let i = 0; i < 4; i++) fail();
    await clock.advance(3_600_000);
    fail();
    expect(breaker.state).toBe("closed");
  });

  it("refuses calls for 60 s and tells when to come again", async () => {
    const { clock, breaker, call, open } = setUp();
    open();
    await clock.advance(20_000);
    expect(() => breaker.gate(call)).toThrow(CircuitOpenError);
    expect(breaker.retryAfterMs).toBe(40_000);
    await clock.advance(40_000);
    expect(breaker.gate(call)).toBeTypeOf("number");
  });

  it("lets one probe through when half-open and refuses everybody else at once", async () => {
    const { clock, breaker, call, open } = setUp();
    open();
    await clock.advance(60_000);
    const probe = breaker.gate(call);
    expect(breaker.state).toBe("half-open");
    for (let i = 0; i < 99; i++) expect(() => breaker.gate(call)).toThrow(CircuitOpenError);
    breaker.success(probe ?? -1);
    expect(breaker.state).toBe("closed");
  });

  it("opens for another 60 s when the probe fails", async () => {
    const { clock, breaker, call, open } = setUp();
    open();
    await clock.advance(60_000);
    breaker.failure(breaker.gate(call) ?? -1);
    expect(breaker.state).toBe("open");
    expect(breaker.retryAfterMs).toBe(60_000);
  });

  it("hands the probe to the next caller when the first gave up", async () => {
    const { clock, breaker, call, open } = setUp();
    open();
    await clock.advance(60_000);
    breaker.cancel(breaker.gate(call) ?? -1);
    expect(breaker.gate(call)).toBeTypeOf("number");
  });

  it("ignores results of an earlier age", async () => {
    const { clock, breaker, call, open, fail } = setUp();
    const late = breaker.permit(call);
    open();
    breaker.success(late);
    expect(breaker.state).toBe("open");
    await clock.advance(60_000);
    const probe = breaker.gate(call);
    breaker.failure(late);
    breaker.success(late);
    expect(breaker.state).toBe("half-open");
    breaker.success(probe ?? -1);
    for (let i = 0; i < 4; i++) fail();
    breaker.failure(late);
    expect(breaker.state).toBe("closed");
  });

  it("can be held open and closed by hand", () => {
    const { breaker, call, changes } = setUp();
    breaker.isolate();
    expect(() => breaker.gate(call)).toThrow("reset it by hand");
    breaker.reset();
    expect(breaker.gate(call)).toBeUndefined();
    expect(changes).toEqual(["closed → isolated", "isolated → closed"]);
  });

  it("takes a breaker of cockatiel's", () => {
    const clock = new FakeClock();
    const breaker = new CircuitBreaker({ name: "x", breaker: new ConsecutiveBreaker(2), openMs: 1, clock });
    const call = new Call({ service: "x", clock, sweeper: new Sweeper(clock) }, "GET x", {});
    breaker.failure(breaker.permit(call));
    expect(breaker.state).toBe("closed");
    breaker.failure(breaker.permit(call));
    expect(breaker.state).toBe("open");
  });
});
