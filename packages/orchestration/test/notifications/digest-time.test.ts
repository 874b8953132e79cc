import { describe, expect, it } from "vitest";
import { digestTime } from "../../src/notifications/digest-time.js";
import type { DigestSchedule } from "../../src/notifications/preferences.js";

function at(schedule: DigestSchedule, timeZone: string, first: string): string {
  return new Date(digestTime(schedule, timeZone, Date.parse(first))).toISOString();
}

describe("a digest is due", () => {
  it("an hour after its first item by default", () => {
    expect(at({}, "UTC", "2026-03-02T12:00:00Z")).toBe("2026-03-02T13:00:00.000Z");
  });

  it("at the next of its times of the recipient's day", () => {
    const schedule = { at: ["09:00", "17:00"] };
    expect(at(schedule, "Europe/Berlin", "2026-03-02T08:00:00Z")).toBe("2026-03-02T16:00:00.000Z");
    expect(at(schedule, "Europe/Berlin", "2026-03-02T16:00:00Z")).toBe("2026-03-03T08:00:00.000Z");
    expect(at(schedule, "America/New_York", "2026-03-02T12:00:00Z")).toBe("2026-03-02T14:00:00.000Z");
  });

  it("at the same time of the wall clock after the clocks were changed", () => {
    expect(at({ at: ["09:00"] }, "Europe/Berlin", "2026-03-28T10:00:00Z")).toBe("2026-03-29T07:00:00.000Z");
  });

  it("by age or by time, whichever comes first", () => {
    const schedule = { at: ["17:00"], maxAgeMs: 600_000 };
    expect(at(schedule, "UTC", "2026-03-02T12:00:00Z")).toBe("2026-03-02T12:10:00.000Z");
    expect(at(schedule, "UTC", "2026-03-02T16:55:00Z")).toBe("2026-03-02T17:00:00.000Z");
  });
});
