import { describe, expect, it } from "vitest";
import { readRetryAfter } from "../../src/http/retry-after.js";
import { FakeClock } from "../support/fake-clock.js";

const clock = new FakeClock(Date.UTC(2026, 0, 1, 12, 0, 0));
const read = (headers: Record<string, string>, status = 429) => readRetryAfter(status, headers, clock);

describe("readRetryAfter", () => {
  it.each([
    ["28.706807374954224", 28_706.807374954224],
    ["0", 0],
    ["120", 120_000],
    ["Thu, 01 Jan 2026 12:00:30 GMT", 30_000],
    ["Thu, 01 Jan 2026 11:00:00 GMT", 0],
  ])("reads Retry-After %s", (value, expected) => {
    expect(read({ "retry-after": value })).toBeCloseTo(expected, 6);
  });

  it.each(["", "soon", "-5", "1e3", "2026-01-01", "tomorrow"])("does not believe %j", (value) => {
    expect(read({ "retry-after": value })).toBeUndefined();
  });

  it("reads a reset header that comes with a 429, as a date or as seconds", () => {
    const in40Seconds = String(Date.UTC(2026, 0, 1, 12, 0, 40) / 1000);
    expect(read({ "ratelimit-reset": in40Seconds })).toBe(40_000);
    expect(read({ "x-ratelimit-reset": "15" })).toBe(15_000);
    expect(read({ "ratelimit-reset": in40Seconds }, 503)).toBeUndefined();
  });
});
