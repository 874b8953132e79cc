import { openObject } from "@platformq/resilience";
import { expect, test } from "vitest";
import { z } from "zod";
import { conforms } from "../../src/hal/conformance.js";
import { withCustomFields } from "../../src/hal/custom-fields.js";

const Item = z.looseObject({
  id: z.number(),
  kind: z.literal(["a", "b"]).optional(),
  name: z.string().nullish(),
  tags: z.array(z.union([z.string(), z.looseObject({ href: z.string() })])).optional(),
});

test("what is as the schema says conforms, with all that it does not know", () => {
  expect(conforms(Item, { id: 1, name: null, more: true })).toBe(true);
  expect(conforms(Item, { id: 2, kind: "a", tags: ["a", { href: "/b", title: "B" }] })).toBe(true);
});

test.each([
  ["an open object", openObject({ id: z.number() })],
  ["one with more", openObject({}).extend({ id: z.number() })],
  ["one with custom fields", withCustomFields({ id: z.number() })],
])("%s is looked at and not copied", (_, schema) => {
  expect(conforms<unknown>(schema, { id: 1, customField1: 2, more: true })).toBe(true);
});

test.each([
  ["a wrong type", { id: "1" }],
  ["a property that is missing", {}],
  ["null where there must be something", { id: null }],
  ["another literal", { id: 1, kind: "c" }],
  ["an element of no kind that is allowed", { id: 1, tags: [{ title: "B" }] }],
  ["a list for an object", [{ id: 1 }]],
  ["nothing", undefined],
])("%s does not", (_, value) => {
  expect(conforms(Item, value)).toBe(false);
});

test.each<[string, z.ZodType, unknown]>([
  ["trims", z.looseObject({ name: z.string().transform((name) => name.trim()) }), { name: "a" }],
  ["limits", z.looseObject({ name: z.string().min(2) }), { name: "ab" }],
  ["knows a format", z.email(), "anna@example.com"],
  ["wants whole numbers", z.int(), 1],
  ["has defaults", z.looseObject({ name: z.string().default("x") }), { name: "a" }],
  ["drops what it does not know", z.object({ id: z.number() }), { id: 1 }],
  ["converts", z.coerce.number(), 1],
])("nothing conforms to a schema that %s: that one has to parse", (_, schema, value) => {
  expect(schema.safeParse(value).success).toBe(true);
  expect(conforms(schema, value)).toBe(false);
});

test("a schema that is part of itself is left to zod", () => {
  const Node = z.looseObject({
    id: z.number(),
    get children() {
      return z.array(Node);
    },
  });
  expect(conforms(Node, { id: 1, children: [] })).toBe(false);
});
