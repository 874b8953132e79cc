import { ManualClock } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { readRetryAfter } from "../../src/http/retry-after.js";

const clock = new ManualClock("2026-01-01T12:00:00Z");
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

  it.each([
    "",
    "soon",
    "-5",
    "1e3",
    "2026-01-01",
    "tomorrow",
    "Mon, 31 Mai 2027 10:00:00 GMT",
    "Thu, 00 Jan 1970 00:00:00 GMT",
  ])("does not believe %j", (value) => {
    expect(read({ "retry-after": value })).toBeUndefined();
  });

  it("reckons dates by the server's own clock, where the answer tells it", () => {
    const date = "Thu, 01 Jan 2026 12:05:00 GMT";
    expect(read({ date, "retry-after": "Thu, 01 Jan 2026 12:05:02 GMT" })).toBe(2000);
    const reset = String(Date.UTC(2026, 0, 1, 12, 5, 3) / 1000);
    expect(read({ date, "ratelimit-reset": reset })).toBe(3000);
    expect(read({ date: "lately", "ratelimit-reset": reset })).toBe(303_000);
  });

  it("reads a reset header that comes with a 429, as a date or as seconds", () => {
    const in40Seconds = String(Date.UTC(2026, 0, 1, 12, 0, 40) / 1000);
    expect(read({ "ratelimit-reset": in40Seconds })).toBe(40_000);
    expect(read({ "x-ratelimit-reset": "15" })).toBe(15_000);
    expect(read({ "ratelimit-reset": in40Seconds }, 503)).toBeUndefined();
  });
});
