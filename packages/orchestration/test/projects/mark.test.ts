import { describe, expect, it } from "vitest";
import { groupId, marked, markOf, unmarked } from "../../src/projects/mark.js";

describe("the mark of a project", () => {
  it.each(["", "To the moon", "To the moon\n\nand back"])("goes behind %j and off again", (description) => {
    const text = marked(description, "apollo");
    expect(markOf(text)).toBe("apollo");
    expect(unmarked(text)).toBe(description);
  });

  it("is at the end, where a run puts it", () => {
    expect(markOf("as in [platformq:apollo] above")).toBeUndefined();
  });
});

describe("the group of a role", () => {
  it("has an id of at most 64 characters, of its own for every identifier", () => {
    const start = "customer-relationship-management-relaunch-2026-phase-";
    expect(groupId("apollo", "viewer")).toBe("platformq:apollo:viewer");
    expect(groupId("x".repeat(47), "viewer")).toHaveLength(64);
    expect(groupId("x".repeat(47), "viewer")).toContain("x".repeat(47));
    const ids = ["1", "2", "x".repeat(47)].map((end) => groupId(`${start}${end}`, "viewer"));
    expect(ids.map(({ length }) => length)).toEqual([64, 64, 64]);
    expect(new Set(ids).size).toBe(3);
  });
});
