import { expect, test } from "vitest";
import { z } from "zod";
import { inPlace } from "../../src/schemas/in-place.js";

const Thing = inPlace(z.object({ id: z.number(), parts: z.array(z.object({ name: z.string() })) }));

test("the object itself is handed on, with what the schema does not know", () => {
  const thing = { id: 1, parts: [{ name: "a", more: true }], extra: [1] };
  expect(Thing.parse(thing)).toBe(thing);
});

test("what is wrong is named with its path", () => {
  const wrong = z.object({ things: z.array(Thing) }).safeParse({ things: [{ id: 1, parts: [{ name: 2 }] }] });
  expect(wrong.error?.issues.map(({ path }) => path.join("."))).toEqual(["things.0.parts.0.name"]);
  expect(Thing.safeParse(null).success).toBe(false);
});
