import { describe, expect, it } from "vitest";
import { RetryBudget } from "../../src/policies/retry-budget.js";

describe("RetryBudget", () => {
  it("has a hundred retries, or fifty after timeouts", () => {
    const spend = (afterTimeout: boolean): number => {
      const budget = new RetryBudget();
      let retries = 0;
      while (budget.tryRetry(afterTimeout)) retries++;
      return retries;
    };
    expect(spend(false)).toBe(100);
    expect(spend(true)).toBe(50);
  });

  it("earns a fifth of a retry with each success, and a whole one with a success that took retries", () => {
    const budget = new RetryBudget({ capacity: 5 });
    expect(budget.tryRetry(false)).toBe(true);
    for (let i = 0; i < 4; i++) budget.succeeded(0);
    expect(budget.tryRetry(false)).toBe(false);
    budget.succeeded(0);
    expect(budget.tryRetry(false)).toBe(true);
    budget.succeeded(2);
    expect(budget.tryRetry(false)).toBe(true);
  });

  it("saves no more than its capacity", () => {
    const budget = new RetryBudget({ capacity: 10 });
    for (let i = 0; i < 100; i++) budget.succeeded(0);
    expect(budget.tokens).toBe(10);
  });
});
