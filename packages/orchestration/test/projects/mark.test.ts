import { describe, expect, it } from "vitest";
import { marked, markOf, unmarked } from "../../src/projects/mark.js";

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
