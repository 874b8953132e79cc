import { ConfigurationError } from "@platformq/resilience";
import { describe, expect, it } from "vitest";
import { defaultLimits, readLimits } from "../../src/receiver/limits.js";
import { Webhooks } from "../../src/webhooks.js";
import { secrets } from "../support/secrets.js";

describe("the limits", () => {
  it("have defaults, one by one", () => {
    expect(readLimits()).toEqual(defaultLimits);
    expect(readLimits({ maxBodyBytes: 10, queueWaitMs: 0 })).toEqual({
      ...defaultLimits,
      maxBodyBytes: 10,
      queueWaitMs: 0,
    });
  });

  it("cannot be taken away by accident", () => {
    expect(readLimits(JSON.parse('{"maxBodyBytes":null}')).maxBodyBytes).toBe(1_048_576);
    for (const maxBodyBytes of [Number.NaN, Number.POSITIVE_INFINITY, -1, JSON.parse('"1e9"')]) {
      expect(() => new Webhooks({ ...secrets, limits: { maxBodyBytes } })).toThrow(ConfigurationError);
    }
  });
});
