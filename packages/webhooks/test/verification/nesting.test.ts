import { describe, expect, it } from "vitest";
import { nestsDeeperThan } from "../../src/verification/nesting.js";

const deeperThan = (limit: number, text: string): boolean =>
  nestsDeeperThan(limit, new TextEncoder().encode(text));

describe("the depth of a JSON text", () => {
  it.each([
    [0, "1"],
    [1, "{}"],
    [1, "[{}]".slice(1, -1)],
    [2, '[1,{"a":2},3,{"b":4}]'],
    [3, '{"a":[{"b":1}]}'],
  ])("is %i for %s", (depth, text) => {
    expect(deeperThan(depth, text)).toBe(false);
    if (depth > 0) expect(deeperThan(depth - 1, text)).toBe(true);
  });

  it.each([0, 10, 62, 63, 64, 65, 66, 200, 5_000])("is not that of a string of %i characters", (length) => {
    const filling = "x".repeat(length);
    for (const content of ["[[[[", '\\"[[[[', '[[\\\\\\"[[', "\\\\", '\\\\\\\\\\"[[']) {
      for (const text of [`${filling}${content}`, `${content}${filling}`, `${filling}${content}${filling}`]) {
        expect(() => JSON.parse(`"${text}"`)).not.toThrow();
        expect(deeperThan(1, `{"a":"${text}"}`)).toBe(false);
        expect(deeperThan(2, `{"a":"${text}","b":[[1]]}`)).toBe(true);
        expect(deeperThan(2, `{"a":"${text}","b":[1]}`)).toBe(false);
      }
    }
  });

  it.each(['{"a', '{"a\\', `{"${"x".repeat(100)}`, `{"${"x".repeat(100)}\\`, `{"${"x".repeat(100)}\\"`])(
    "is judged to the end of a text that ends within a string: %j",
    (text) => {
      expect(deeperThan(1, text)).toBe(false);
      expect(deeperThan(0, text)).toBe(true);
    },
  );
});
