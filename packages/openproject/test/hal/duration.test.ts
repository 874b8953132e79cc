import { InvalidInputError } from "@platformq/resilience";
import { expect, test } from "vitest";
import { durationMs, toDuration } from "../../src/hal/duration.js";

test.each([
  [{ hours: 1.5 }, "PT1H30M"],
  [5_400_000, "PT1H30M"],
  [{ days: 2, hours: 3 }, "P2DT3H"],
  [{ days: 5 }, "P5D"],
  [{ hours: 0.1 }, "PT6M"],
  [0, "PT0H"],
  ["PT2H", "PT2H"],
  [null, null],
])("%j is written %s", (duration, iso) => {
  expect(toDuration(duration)).toBe(iso);
});

test.each(["8", "P", "2 hours", { hours: -1 }, { days: 0.5 }, Number.NaN])(
  "%j is no duration",
  (duration) => {
    expect(() => toDuration(duration)).toThrow(InvalidInputError);
  },
);

test("a day read is twenty-four hours, for that is how the server writes them", () => {
  expect(durationMs("P1DT18H")).toBe(42 * 3_600_000);
  expect(durationMs("PT7.5H")).toBe(27_000_000);
});
