import { describe, expect, it } from "vitest";
import type { QuietHours } from "../../src/notifications/preferences.js";
import { quietUntil } from "../../src/notifications/quiet-hours.js";

const nights = { windows: [{ from: "22:00", to: "07:00" }] };

/** When it ends, as a date in UTC. */
function until(quiet: QuietHours, timeZone: string, at: string): string | undefined {
  const end = quietUntil(quiet, timeZone, Date.parse(at));
  return end === undefined ? undefined : new Date(end).toISOString().replace(":00.000Z", "Z");
}

describe("quiet hours", () => {
  it.each([
    ["before midnight", "2026-03-02T22:30Z", "2026-03-03T07:00Z"],
    ["after midnight", "2026-03-03T03:00Z", "2026-03-03T07:00Z"],
    ["at their first moment", "2026-03-02T22:00Z", "2026-03-03T07:00Z"],
    ["at their end", "2026-03-03T07:00Z", undefined],
    ["before they begin", "2026-03-02T21:59Z", undefined],
  ])("across midnight are seen %s", (_, at, end) => {
    expect(until(nights, "UTC", at)).toBe(end);
  });

  it("are those of the recipient's time zone", () => {
    expect(until(nights, "Asia/Tokyo", "2026-03-02T13:30Z")).toBe("2026-03-02T22:00Z");
    expect(until(nights, "America/New_York", "2026-03-02T13:30Z")).toBeUndefined();
    expect(until(nights, "Asia/Kolkata", "2026-03-02T17:00Z")).toBe("2026-03-03T01:30Z");
  });

  it("may be of some days only, by the day they begin on", () => {
    const fridays: QuietHours = { windows: [{ from: "20:00", to: "10:00", days: ["fri"] }] };
    expect(until(fridays, "UTC", "2026-03-07T09:00Z")).toBe("2026-03-07T10:00Z");
    expect(until(fridays, "UTC", "2026-03-06T09:00Z")).toBeUndefined();
  });

  it("go on from a night through a weekend and a holiday to the end of the next night", () => {
    const quiet = { ...nights, weekends: true, holidays: ["2026-04-03", "2026-04-06"] };
    expect(until(quiet, "Europe/Berlin", "2026-04-02T21:00Z")).toBe("2026-04-07T05:00Z");
  });

  it("of a whole day begin and end at midnight of the time zone", () => {
    expect(until({ weekends: true }, "Europe/Berlin", "2026-03-06T23:00Z")).toBe("2026-03-08T23:00Z");
    expect(until({ weekends: true }, "Europe/Berlin", "2026-03-06T22:59Z")).toBeUndefined();
    expect(until({ holidays: ["2026-12-25"] }, "Europe/Berlin", "2026-12-25T12:00Z")).toBe(
      "2026-12-25T23:00Z",
    );
  });

  it("are a day long when they end as they begin", () => {
    const mondays: QuietHours = { windows: [{ from: "09:00", to: "09:00", days: ["mon"] }] };
    expect(until(mondays, "UTC", "2026-03-03T08:59Z")).toBe("2026-03-03T09:00Z");
  });

  describe("where the clocks are changed", () => {
    const short = { windows: [{ from: "01:00", to: "02:30" }] };
    const late = { windows: [{ from: "02:30", to: "05:00" }] };

    it("end later when their end does not come", () => {
      // 02:30 of this day is skipped: the clocks go from 02:00 to 03:00.
      expect(until(short, "Europe/Berlin", "2026-03-29T01:10Z")).toBe("2026-03-29T01:30Z");
    });

    it("begin earlier when their begin does not come", () => {
      expect(until(late, "Europe/Berlin", "2026-03-29T00:40Z")).toBe("2026-03-29T03:00Z");
    });

    it("last to the second of two ends", () => {
      // 02:30 comes at 00:30 and at 01:30 UTC.
      expect(until(short, "Europe/Berlin", "2026-10-25T00:45Z")).toBe("2026-10-25T01:30Z");
    });

    it("begin at the first of two begins", () => {
      expect(until(late, "Europe/Berlin", "2026-10-25T00:30Z")).toBe("2026-10-25T04:00Z");
    });

    it("are an hour shorter or longer over night", () => {
      const hours = (at: string): number =>
        (quietUntil(nights, "Europe/Berlin", Date.parse(at)) ?? 0) - Date.parse(at);
      expect(hours("2026-03-28T21:00Z")).toBe(8 * 3_600_000);
      expect(hours("2026-10-24T20:00Z")).toBe(10 * 3_600_000);
    });

    it("of a whole day end where a day has no midnight", () => {
      // In Cairo the clocks go from 24 April 00:00 to 01:00.
      expect(until({ holidays: ["2026-04-23"] }, "Africa/Cairo", "2026-04-23T10:00Z")).toBe(
        "2026-04-23T22:00Z",
      );
    });
  });

  it("that never end are refused", () => {
    const always: QuietHours = { windows: [{ from: "00:00", to: "00:00" }] };
    expect(() => until(always, "UTC", "2026-03-02T12:00Z")).toThrow("end some day");
  });

  it("of a time zone that does not exist are refused", () => {
    expect(() => until(nights, "Europe/Atlantis", "2026-03-02T12:00Z")).toThrow(RangeError);
  });
});
