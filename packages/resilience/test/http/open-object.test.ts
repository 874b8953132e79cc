import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { openObject } from "../../src/index.js";

const User = openObject({ id: z.number(), role: openObject({ name: z.string() }).optional() });

describe("an open object", () => {
  it("lets fields through that are newer than we are", () => {
    const answer = { id: 7, badge: "new", role: { name: "member", colour: "red" } };
    expect(User.parse(answer)).toEqual(answer);
    expect(User.extend({ id: z.string() }).parse({ ...answer, id: "7" })).toEqual({ ...answer, id: "7" });
  });

  it("names the declared ones only in its type", () => {
    expectTypeOf<z.output<typeof User>>().toEqualTypeOf<{
      id: number;
      role?: { name: string } | undefined;
    }>();
    const user = User.parse({ id: 7 });
    // @ts-expect-error It is called `role`.
    expect(user.rolle).toBeUndefined();
  });

  it("refuses what is not of the declared shape", () => {
    expect(User.safeParse({ id: "7" }).success).toBe(false);
  });
});
