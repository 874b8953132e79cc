import { CircuitOpenError, RateLimitError } from "@platformq/resilience";
import { describe, expect, it } from "vitest";
import { WaitBudget } from "../../../src/projects/engine/wait-budget.js";

describe("WaitBudget", () => {
  it("is spent by each wait, and refuses what is more than is left", () => {
    const budget = new WaitBudget(1000);
    expect(budget.waitAfter(new CircuitOpenError("open", 600))).toBe(600);
    expect(budget.waitAfter(new RateLimitError("limit", "RATE_LIMITED", 401))).toBeUndefined();
    expect(budget.waitAfter(new RateLimitError("limit", "RATE_LIMITED", 400))).toBe(400);
  });

  it("takes a limit that does not say how long for one of ten minutes", () => {
    const limit = new RateLimitError("limit", "RATE_LIMITED", undefined);
    expect(new WaitBudget(120_000).waitAfter(limit)).toBeUndefined();
    expect(new WaitBudget(600_000).waitAfter(limit)).toBe(600_000);
  });

  it("is nothing for errors that do not pass by waiting", () => {
    expect(new WaitBudget(1000).waitAfter(new Error("broken"))).toBeUndefined();
  });
});
