import { expect, test } from "vitest";
import { z } from "zod";
import { collectionOf } from "../../src/hal/collection-schema.js";

const Item = z.looseObject({ id: z.number() });
const page = (elements: unknown) => ({ total: 2, _embedded: { elements } });

test("elements that are as they should be are handed on as they are", () => {
  const elements = [{ id: 1, more: true }, { id: 2 }];
  expect(collectionOf(Item).parse(page(elements)).elements).toBe(elements);
});

test("one that is not is told with its place", () => {
  const result = collectionOf(Item).safeParse(page([{ id: 1 }, { id: "2" }]));
  expect(result.error?.issues).toEqual([
    expect.objectContaining({
      path: ["_embedded", "elements", 1, "id"],
      message: expect.stringContaining("expected number"),
    }),
  ]);
  expect(collectionOf(Item).safeParse(page({})).success).toBe(false);
});

test("elements that are changed by their schema are", () => {
  const Trimmed = z.looseObject({ name: z.string().trim() });
  expect(collectionOf(Trimmed).parse(page([{ name: " a " }])).elements).toEqual([{ name: "a" }]);
});
