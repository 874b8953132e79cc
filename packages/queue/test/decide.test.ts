import { describe, expect, it } from "vitest";
import { decide, reasonOf } from "../src/decide.js";
import { UnrecoverableError } from "../src/index.js";
import { WaitingError } from "./support/waiting-error.js";

const error = new Error("no");

describe("the decision about a failed job", () => {
  it("is to try again until the attempts are spent", () => {
    const states = [1, 2, 3].map((attempt) => decide(error, attempt, 3, {}).state);
    expect(states).toEqual(["waiting", "waiting", "dead"]);
  });

  it("is to give up at once what is unrecoverable", () => {
    expect(decide(new UnrecoverableError("no"), 1, 3, {})).toEqual({ state: "dead" });
  });

  it("doubles the wait up to its limit, less a random half", () => {
    const backoff = { delayMs: 100, maxDelayMs: 1000 };
    for (const [attempt, fullMs] of [
      [1, 100],
      [2, 200],
      [4, 800],
      [5, 1000],
      [2000, 1000],
    ] as const) {
      const waits = Array.from({ length: 100 }, () => {
        const decision = decide(error, attempt, 9999, backoff);
        return decision.state === "waiting" ? decision.delayMs : Number.NaN;
      });
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(fullMs / 2);
      expect(Math.max(...waits)).toBeLessThanOrEqual(fullMs);
      expect(new Set(waits).size).toBeGreaterThan(5);
    }
  });

  it("asks a function for the wait, and takes no nonsense from it", () => {
    expect(decide(error, 2, 3, (attempt) => attempt * 10)).toMatchObject({ delayMs: 20 });
    for (const nonsense of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(decide(error, 1, 3, () => nonsense)).toMatchObject({ delayMs: 0 });
    }
  });

  it("waits as without a function when that throws", () => {
    const decision = decide(error, 1, 3, () => {
      throw new Error("a bug");
    });
    expect(decision).toEqual({ state: "waiting", attemptSpent: true, delayMs: expect.any(Number) });
    expect(decision).toMatchObject({ delayMs: expect.toSatisfy((ms: number) => ms >= 500 && ms <= 1000) });
  });

  it("spends no attempt when a rate limit or an open circuit asks to wait, even in the last one", () => {
    for (const kind of ["RateLimitError", "CircuitOpenError"] as const) {
      expect(decide(new WaitingError(kind, 7000), 3, 3, {})).toEqual({
        state: "waiting",
        delayMs: 7000,
        attemptSpent: false,
      });
    }
  });

  it("knows such an error by its name alone, and a subclass by its brand", () => {
    const named = Object.assign(new Error("no"), { name: "RateLimitError", retryAfterMs: 500 });
    expect(decide(named, 3, 3, {})).toMatchObject({ attemptSpent: false });
    const branded = Object.assign(new Error("no"), {
      retryAfterMs: 500,
      [Symbol.for("platformq.error")]: ["OurRateLimitError", "RateLimitError", "PlatformError"],
    });
    expect(decide(branded, 3, 3, {})).toMatchObject({ delayMs: 500, attemptSpent: false });
  });

  it("waits a moment even when asked for none, so that nothing spins", () => {
    expect(decide(new WaitingError("CircuitOpenError", 0), 1, 1, {})).toMatchObject({ delayMs: 100 });
  });

  it.each([undefined, Number.NaN, Number.POSITIVE_INFINITY])(
    "spends an attempt when it is told to wait %s",
    (ms) => {
      expect(decide(new WaitingError("RateLimitError", ms), 1, 1, {})).toEqual({ state: "dead" });
    },
  );

  it("waits the longest time that several errors ask for, and spends no attempt", () => {
    const several = new AggregateError([
      new WaitingError("RateLimitError", 500),
      new WaitingError("CircuitOpenError", 7000),
      new WaitingError("RateLimitError", 800),
    ]);
    expect(decide(several, 3, 3, {})).toEqual({ state: "waiting", delayMs: 7000, attemptSpent: false });
  });

  it.each([
    ["one of them failed otherwise", [new WaitingError("RateLimitError", 500), error]],
    ["there are none", []],
  ])("spends an attempt on several errors when %s", (_, errors) => {
    expect(decide(new AggregateError(errors), 1, 2, {})).toMatchObject({ attemptSpent: true });
    expect(decide(new AggregateError(errors), 2, 2, {})).toEqual({ state: "dead" });
  });

  it("spends an attempt on other errors that name a time", () => {
    const other = Object.assign(new Error("no"), { retryAfterMs: 500 });
    expect(decide(other, 1, 1, {})).toEqual({ state: "dead" });
  });
});

it("gives a reason for everything that can be thrown", () => {
  expect([error, new TypeError(), "text", undefined, Object.create(null)].map(reasonOf)).toEqual([
    "no",
    "TypeError",
    "text",
    "undefined",
    "[Object: null prototype] {}",
  ]);
});
