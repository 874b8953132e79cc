import { describe, expect, it } from "vitest";
import { projectIdentifier } from "../../src/index.js";

describe("projectIdentifier", () => {
  it.each([
    ["Apollo Launch", "apollo-launch"],
    ["Größe & Gewicht 2026", "groesse-gewicht-2026"],
    ["  Déjà vu!  ", "deja-vu"],
    ["2026", "project-2026"],
    ["new", "project-new"],
    ["日本語", "project"],
    ["snake_case", "snake_case"],
    ["x".repeat(150), "x".repeat(100)],
  ])("makes of %j the identifier %s", (name, identifier) => {
    expect(projectIdentifier(name)).toBe(identifier);
  });
});
