import { expect, it } from "vitest";
import { ManualClock } from "../src/manual-clock.js";
import { SlidingWindow } from "../src/sliding-window.js";

it("lets no more through in any window than the limit, and says how long to wait", () => {
  const clock = new ManualClock();
  const window = new SlidingWindow(clock, { requests: 2, perMs: 1000 });
  expect(window.take()).toBe(0);
  clock.advance(400);
  expect(window.take()).toBe(0);
  expect(window.take()).toBe(600);
  clock.advance(600);
  expect(window.take()).toBe(0);
  expect(window.take()).toBe(400);
});

it("counts each key for itself", () => {
  const window = new SlidingWindow(new ManualClock(), { requests: 1, perMs: 1000 });
  expect(window.take("a")).toBe(0);
  expect(window.remaining("a")).toBe(0);
  expect(window.remaining("b")).toBe(1);
  expect(window.take("b")).toBe(0);
});
