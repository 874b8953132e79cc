import { expect, test } from "vitest";
import { z } from "zod";
import { listOf } from "../../src/hal/conformance.js";

const Item = z.looseObject({
  id: z.number(),
  name: z.string().nullish(),
  tags: z.array(z.union([z.string(), z.looseObject({ href: z.string() })])).optional(),
});

test("what conforms is handed on as it is, with all that is not known", () => {
  const items = [
    { id: 1, name: null, more: true },
    { id: 2, tags: ["a", { href: "/b", title: "B" }] },
  ];
  const read = listOf(Item).parse(items);
  expect(read).toEqual(items);
  expect(read[0]).toBe(items[0]);
});

test("what does not is told with its place", () => {
  const result = listOf(Item).safeParse([{ id: 1 }, { id: "2" }]);
  expect(result.error?.issues).toEqual([
    expect.objectContaining({ path: [1, "id"], message: expect.stringContaining("expected number") }),
  ]);
  expect(listOf(Item).safeParse({}).success).toBe(false);
});

test("schemas that change or restrict what they read are parsed as ever", () => {
  const Trimmed = z.looseObject({ name: z.string().transform((name) => name.trim()) });
  expect(listOf(Trimmed).parse([{ name: " a " }])).toEqual([{ name: "a" }]);
  expect(listOf(z.looseObject({ name: z.string().min(2) })).safeParse([{ name: "a" }]).success).toBe(false);
  expect(listOf(z.object({ a: z.number() })).parse([{ a: 1, b: 2 }])).toEqual([{ a: 1 }]);
});
