import { expect, test } from "vitest";
import { toFormattable } from "../../src/hal/formattable.js";

test("a text is never sent bare", () => {
  expect(toFormattable("# Hi")).toEqual({ raw: "# Hi" });
  expect(toFormattable({ raw: "read before" })).toEqual({ raw: "read before" });
  expect(toFormattable(null)).toEqual({ raw: "" });
  expect(toFormattable(undefined)).toBeUndefined();
});
