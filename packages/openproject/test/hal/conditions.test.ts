import { expect, test } from "vitest";
import { where } from "../../src/hal/conditions.js";
import { encodeFilters } from "../../src/hal/filters.js";

test("conditions are encoded one by one, in order", () => {
  const conditions = where("status").open().and("assignee").is("me").and("subject").contains("plan");
  expect(JSON.parse(encodeFilters(conditions))).toEqual([
    { status: { operator: "o", values: [] } },
    { assignee: { operator: "=", values: ["me"] } },
    { subject: { operator: "~", values: ["plan"] } },
  ]);
});

test.each([
  ["less than three days ago", where("updatedAt").lessThanDaysAgo(3), ">t-", ["3"]],
  ["more than three days ago", where("updatedAt").moreThanDaysAgo(3), "<t-", ["3"]],
  ["in less than three days", where("dueDate").inLessThanDays(3), "<t+", ["3"]],
  ["in more than three days", where("dueDate").inMoreThanDays(3), ">t+", ["3"]],
  ["from a day on", where("dueDate").between("2026-01-01", undefined), "<>d", ["2026-01-01", ""]],
  ["at least", where("customField3").isAtLeast(5), ">=", ["5"]],
  ["not set", where("assignee").isNotSet(), "!*", []],
  ["related", where("relatable").isRelated("follows", 4), "follows", ["4"]],
])("%s has the operator that means it", (_, conditions, operator, values) => {
  const [condition] = JSON.parse(encodeFilters(conditions));
  expect(Object.values(condition)).toEqual([{ operator, values }]);
});

test("what begins alike goes on apart", () => {
  const open = where("status").open();
  const mine = open.and("assignee").is("me");
  expect([...open]).toHaveLength(1);
  expect([...mine]).toHaveLength(2);
});
