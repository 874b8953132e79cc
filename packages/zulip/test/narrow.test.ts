import { InvalidInputError } from "@platformq/resilience";
import { expect, test } from "vitest";
import { narrow, registerNarrow, wireNarrow } from "../src/narrow.js";

test("a narrow is built of conditions, of which not negates the next one only", () => {
  const built = narrow.channel("x").topic("y").not.is("muted").sender(7).has("image");
  expect(JSON.parse(JSON.stringify(built))).toEqual([
    { operator: "channel", operand: "x" },
    { operator: "topic", operand: "y" },
    { operator: "is", operand: "muted", negated: true },
    { operator: "sender", operand: 7 },
    { operator: "has", operand: "image" },
  ]);
});

test("building on leaves a narrow as it is", () => {
  const base = narrow.channel(3);
  const [one, two] = [base.topic("a"), base.dm([1, 2])];
  expect([base.terms.length, one.terms.length, two.terms.length]).toEqual([1, 2, 2]);
  expect(narrow.terms).toEqual([]);
});

test("each operator has the server's name and type", () => {
  const built = narrow
    .channels("public")
    .dmIncluding(5)
    .in("home")
    .id(9)
    .with(9)
    .near(9)
    .search("a b")
    .term("from-the-future", "z");
  expect(built.terms.map(({ operator, operand }) => [operator, operand])).toEqual([
    ["channels", "public"],
    ["dm-including", 5],
    ["in", "home"],
    ["id", 9],
    ["with", 9],
    ["near", "9"],
    ["search", "a b"],
    ["from-the-future", "z"],
  ]);
});

test("an empty operand is refused, an empty topic is one", () => {
  expect(() => narrow.search("")).toThrow(InvalidInputError);
  expect(() => narrow.dm([])).toThrow(InvalidInputError);
  expect(narrow.topic("").terms).toEqual([{ operator: "topic", operand: "" }]);
});

test("on the wire stand the names that servers before 9 know too", () => {
  expect(wireNarrow(narrow.channel("x").channels("public"))).toEqual([
    { operator: "stream", operand: "x" },
    { operator: "streams", operand: "public" },
  ]);
  expect(wireNarrow([{ operator: "channel", operand: 3, negated: true }])).toEqual([
    { operator: "stream", operand: 3, negated: true },
  ]);
});

test("a registration takes pairs of text and refuses what it could not filter by", () => {
  expect(registerNarrow(narrow.channel("x").topic("y").sender("a@b.c").is("mentioned"))).toEqual([
    ["stream", "x"],
    ["topic", "y"],
    ["sender", "a@b.c"],
    ["is", "mentioned"],
  ]);
  const ids = [narrow.channel(3), narrow.sender(7), narrow.sender("me")];
  const ignored = [narrow.is("followed"), narrow.is("muted")];
  for (const refused of [...ids, ...ignored, narrow.not.is("muted"), narrow.has("link"), narrow.dm([1])]) {
    expect(() => registerNarrow(refused)).toThrow(InvalidInputError);
  }
});
