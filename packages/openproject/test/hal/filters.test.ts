import { expect, test } from "vitest";
import { encodeFilters } from "../../src/hal/filters.js";

test("sends strings only, with the server's words for yes and no", () => {
  const filters = [
    { id: { operator: "=", values: [1, 2] } },
    { active: { operator: "=", values: [true, false] } },
  ];
  expect(encodeFilters(filters)).toBe(
    '[{"id":{"operator":"=","values":["1","2"]}},{"active":{"operator":"=","values":["t","f"]}}]',
  );
});

test("adds the empty list an operator without values needs", () => {
  expect(encodeFilters([{ status: { operator: "o" } }])).toBe('[{"status":{"operator":"o","values":[]}}]');
});

test("gives each condition an object of its own, for the server reads one key per object", () => {
  const filters = [{ project: { operator: "=", values: [1] }, principal: { operator: "=", values: [2] } }];
  expect(JSON.parse(encodeFilters(filters))).toHaveLength(2);
});
