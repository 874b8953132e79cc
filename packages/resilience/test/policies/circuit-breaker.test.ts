import { inspect } from "node:util";
import { ManualClock } from "@platformq/testing";
import { ConsecutiveBreaker } from "cockatiel";
import { describe, expect, it } from "vitest";
import { CircuitOpenError, NetworkError, ServerError, TimeoutError } from "../../src/index.js";
import { Call } from "../../src/pipeline/call.js";
import { CircuitBreaker } from "../../src/policies/circuit-breaker.js";
import { FailureWindow } from "../../src/policies/failure-window.js";
import { Sweeper } from "../../src/sweeper.js";

function setUp(threshold = 5) {
  const clock = new ManualClock();
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

function refusal(run: () => void): CircuitOpenError {
  try {
    run();
  } catch (error) {
    if (error instanceof CircuitOpenError) return error;
  }
  throw new Error("nothing was refused");
}

describe("CircuitBreaker", () => {
  it("opens at the fifth failure in a row, also when they come once a second", async () => {
    const { clock, breaker, fail } = setUp();
    for (let i = 0; i < 4; i++) {
      fail();
      await clock.advanceAsync(1_000);
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
    await clock.advanceAsync(31_000);
    fail();
    succeed();
    fail();
    expect(breaker.state).toBe("closed");
  });

  it("stays closed at one failure after an hour of silence, whatever came before", async () => {
    const { clock, breaker, fail } = setUp();
    for (let i = 0; i < 4; i++) fail();
    await clock.advanceAsync(3_600_000);
    fail();
    expect(breaker.state).toBe("closed");
  });

  it("refuses calls for 60 s and tells when to come again", async () => {
    const { clock, breaker, call, open } = setUp();
    open();
    await clock.advanceAsync(20_000);
    expect(() => breaker.gate(call)).toThrow(CircuitOpenError);
    expect(breaker.retryAfterMs).toBe(40_000);
    await clock.advanceAsync(40_000);
    expect(() => breaker.gate(call)).not.toThrow();
    expect(breaker.permit(call)).toBeTypeOf("number");
  });

  it("lets one probe through when half-open and refuses everybody else at once", async () => {
    const { clock, breaker, call, open } = setUp();
    open();
    await clock.advanceAsync(60_000);
    // None of them has taken the probe's place by coming this far.
    for (let i = 0; i < 99; i++) breaker.gate(call);
    const probe = breaker.permit(call);
    expect(breaker.state).toBe("half-open");
    expect(() => breaker.gate(call)).toThrow(CircuitOpenError);
    for (let i = 0; i < 99; i++) expect(() => breaker.permit(call)).toThrow(CircuitOpenError);
    breaker.success(probe);
    expect(breaker.state).toBe("closed");
  });

  it("opens for another 60 s when the probe fails", async () => {
    const { clock, breaker, call, open } = setUp();
    open();
    await clock.advanceAsync(60_000);
    breaker.failure(breaker.permit(call));
    expect(breaker.state).toBe("open");
    expect(breaker.retryAfterMs).toBe(60_000);
  });

  it("hands the probe to the next caller when the first gave up", async () => {
    const { clock, breaker, call, open } = setUp();
    open();
    await clock.advanceAsync(60_000);
    breaker.cancel(breaker.permit(call));
    expect(breaker.permit(call)).toBeTypeOf("number");
  });

  it("lets another call probe when the first has taken 10 s, and is not cancelled by that", async () => {
    const { clock, breaker, call, open } = setUp();
    open();
    await clock.advanceAsync(60_000);
    const upload = breaker.permit(call);
    await clock.advanceAsync(9_500);
    expect(breaker.retryAfterMs).toBe(500);
    expect(() => breaker.gate(call)).toThrow(CircuitOpenError);
    await clock.advanceAsync(500);
    breaker.gate(call);
    const second = breaker.permit(call);
    breaker.cancel(upload);
    expect(() => breaker.permit(call)).toThrow(CircuitOpenError);
    breaker.success(second);
    expect(breaker.state).toBe("closed");
  });

  it.each(["success", "failure"] as const)(
    "is decided by the first %s of several slow probes",
    async (end) => {
      const { clock, breaker, call, open } = setUp();
      open();
      await clock.advanceAsync(60_000);
      const probes: number[] = [];
      // A server that is silent, or slow, for longer than others wait for a probe.
      for (let i = 0; i < 3; i++) {
        probes.push(breaker.permit(call));
        await clock.advanceAsync(10_000);
      }
      const [first = 0, second = 0] = probes;
      breaker[end](first);
      const state = end === "success" ? "closed" : "open";
      expect(breaker.state).toBe(state);
      breaker[end === "success" ? "failure" : "success"](second);
      expect(breaker.state).toBe(state);
      if (end === "failure") expect(breaker.retryAfterMs).toBe(60_000);
    },
  );

  it("names the last failure to those it refuses, without its request", () => {
    const { breaker, call } = setUp(1);
    const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:80"), {
      code: "ECONNREFUSED",
      syscall: "connect",
    });
    const label = "GET http://127.0.0.1/anna/diary → connection refused";
    breaker.failure(breaker.permit(call), new NetworkError(label, "ECONNREFUSED", { cause: refused }));
    const error = refusal(() => breaker.gate(call));
    expect(error.message).toContain("after repeated failures (last: connect ECONNREFUSED 127.0.0.1:80); try");
    expect(error.cause).toMatchObject({ name: "NetworkError", code: "ECONNREFUSED" });
    expect(error.cause).not.toHaveProperty("cause");
    expect(inspect(error)).not.toContain("diary");
  });

  it.each([
    [new ServerError("GET http://x/y → 503", "SERVER_ERROR", { status: 503 }), "ServerError 503"],
    [new TimeoutError("GET http://x/y → no answer", "ATTEMPT_TIMEOUT"), "TimeoutError ATTEMPT_TIMEOUT"],
    [new Error("with a secret"), "Error"],
    ["thrown by somebody", "Error"],
  ])("says no more of %o than its kind", (error, text) => {
    const { breaker, call } = setUp(1);
    breaker.failure(breaker.permit(call), error);
    expect(refusal(() => breaker.gate(call)).message).toContain(`(last: ${text});`);
  });

  it("blames no failure when it is held open by hand", () => {
    const { breaker, call } = setUp();
    breaker.failure(breaker.permit(call), new Error("old"));
    breaker.isolate();
    const error = refusal(() => breaker.gate(call));
    expect(error.message).toContain("is held open by hand; reset it by hand");
    expect(error.cause).toBeUndefined();
  });

  it("ignores results of an earlier age", async () => {
    const { clock, breaker, call, open, fail } = setUp();
    const late = breaker.permit(call);
    open();
    breaker.success(late);
    expect(breaker.state).toBe("open");
    await clock.advanceAsync(60_000);
    const probe = breaker.permit(call);
    breaker.failure(late);
    breaker.success(late);
    expect(breaker.state).toBe("half-open");
    breaker.success(probe);
    for (let i = 0; i < 4; i++) fail();
    breaker.failure(late);
    expect(breaker.state).toBe("closed");
  });

  it("can be held open and closed by hand", () => {
    const { breaker, call, changes } = setUp();
    breaker.isolate();
    expect(() => breaker.gate(call)).toThrow("reset it by hand");
    breaker.reset();
    expect(() => breaker.gate(call)).not.toThrow();
    expect(changes).toEqual(["closed → isolated", "isolated → closed"]);
  });

  it("takes a breaker of cockatiel's", () => {
    const clock = new ManualClock();
    const breaker = new CircuitBreaker({ name: "x", breaker: new ConsecutiveBreaker(2), openMs: 1, clock });
    const call = new Call({ service: "x", clock, sweeper: new Sweeper(clock) }, "GET x", {});
    breaker.failure(breaker.permit(call));
    expect(breaker.state).toBe("closed");
    breaker.failure(breaker.permit(call));
    expect(breaker.state).toBe("open");
  });
});
