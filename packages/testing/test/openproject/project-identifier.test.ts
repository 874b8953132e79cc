import { describe, expect, it } from "vitest";
import { OpenProjectFake } from "../../src/index.js";
import { generateIdentifier } from "../../src/openproject/project-identifier.js";

const { state } = new OpenProjectFake();

describe("generateIdentifier", () => {
  it.each([
    ["Alpha & Ünit: No. 1!", "alpha-and-unit-no-1"],
    ["  spaces  ", "spaces"],
    ["New", "new-1"],
    ["x".repeat(120), "x".repeat(100)],
  ])("makes of '%s' %s", (name, identifier) => {
    expect(generateIdentifier(state, name)).toBe(identifier);
  });
});
