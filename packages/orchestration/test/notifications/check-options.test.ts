import { ConfigurationError } from "@platformq/resilience";
import { describe, expect, it } from "vitest";
import { checkTimes } from "../../src/notifications/check-options.js";

describe("checkTimes", () => {
  it.each([
    ["a time zone there is not", "Europe/Nowhere", {}],
    ["a time there is not", "Europe/Berlin", { at: ["09:00", "25:00"] }],
  ])("refuses %s before anything is sent", (_, timeZone, digest) => {
    expect(() => checkTimes(timeZone, digest)).toThrow(ConfigurationError);
  });

  it("takes what is one", () => {
    expect(() => checkTimes("Asia/Kathmandu", { at: ["09:00"], maxAgeMs: 60_000 })).not.toThrow();
  });
});
