import { expect, test } from "vitest";
import { z } from "zod";
import { phpMap } from "../../src/schemas/php-map.js";

test.each([
  [{ a: "x" }, { a: "x" }],
  [[], {}],
  [["x", "y"], { 0: "x", 1: "y" }],
])("a map that PHP writes as %j is one", (wire, expected) => {
  expect(phpMap(z.string()).parse(wire)).toEqual(expected);
});
