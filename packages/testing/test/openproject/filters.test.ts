import { describe, expect, it } from "vitest";
import {
  flagFilter,
  listFilter,
  parseFilters,
  statusFilter,
  textFilter,
} from "../../src/openproject/filters.js";

interface Item {
  readonly ids: readonly number[];
  readonly name: string;
  readonly isOpen: boolean;
}
const items: Item[] = [
  { ids: [1, 2], name: "Alpha Beta", isOpen: true },
  { ids: [], name: "Gamma", isOpen: false },
];
const filters = {
  assigned_to_id: listFilter<Item>(({ ids }) => ids),
  name: textFilter<Item>(({ name }) => [name]),
  open: flagFilter<Item>(({ isOpen }) => isOpen),
  status: statusFilter<Item>(({ isOpen }) => ({ id: isOpen ? 1 : 9, isClosed: !isOpen })),
};
const found = (...conditions: object[]) =>
  items.filter(parseFilters(JSON.stringify(conditions), filters)).map(({ name }) => name);
const [first, second] = ["Alpha Beta", "Gamma"];

describe("operators", () => {
  it.each([
    ["name", "=", ["alpha beta"], [first]],
    ["name", "!", ["alpha beta"], [second]],
    ["name", "~", ["AMM"], [second]],
    ["name", "!~", ["AMM"], [first]],
    ["name", "**", ["beta alpha"], [first]],
    ["assigned_to", "=", ["2", "7"], [first]],
    ["assigned_to", "!", ["2"], [second]],
    ["assigned_to", "&=", ["1", "2"], [first]],
    ["assigned_to", "&=", ["1", "7"], []],
    ["assigned_to", "*", [], [first]],
    ["assigned_to", "!*", [], [second]],
    ["open", "=", ["t"], [first]],
    ["open", "!", ["t"], [second]],
    ["status", "o", [], [first]],
    ["status", "c", [], [second]],
    ["status", "=", ["9"], [second]],
    ["status", "!", ["9"], [first]],
    ["status", "*", [], [first, second]],
  ])("%s %s %j", (name, operator, values, expected) => {
    expect(found({ [name]: { operator, values } })).toEqual(expected);
  });

  it("of several filters have to hold together", () => {
    const isGamma = { name: { operator: "=", values: ["gamma"] } };
    expect(found(isGamma, { open: { operator: "=", values: ["f"] } })).toEqual([second]);
    expect(found(isGamma, { open: { operator: "=", values: ["t"] } })).toEqual([]);
  });
});

describe("names", () => {
  it.each(["assignedToId", "assignedTo", "assigned_to_id", "assigned_to"])("may be written %s", (name) => {
    expect(found({ [name]: { operator: "=", values: ["1"] } })).toEqual([first]);
  });

  it("beside the first of an object are not looked at", () => {
    expect(
      found({ name: { operator: "=", values: ["gamma"] }, open: { operator: "=", values: ["t"] } }),
    ).toEqual([second]);
  });
});

describe("refusals", () => {
  it.each([
    ["[]x"],
    ["{}"],
    ['[{"name":{}}]'],
    ['[{"bogus":{"operator":"=","values":["1"]}}]'],
    ['[{"name":{"operator":"o","values":[]}}]'],
    ['[{"name":{"operator":"=","values":[]}}]'],
  ])("are an InvalidQuery: %s", (text) => {
    expect(() => parseFilters(text, filters)).toThrow(
      expect.objectContaining({ status: 400, identifier: "InvalidQuery" }),
    );
  });
});
