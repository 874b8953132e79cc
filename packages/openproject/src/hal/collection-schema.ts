import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { conforms } from "./conformance.js";
import { Link } from "./link.js";

/** A group of a grouped collection. */
export const Group = openObject({
  /** What its elements have in common, as text. */
  value: z.union([z.string(), z.number(), z.boolean()]).nullish(),
  count: z.number(),
  /** Per property, where sums were asked for. */
  sums: z.record(z.string(), z.unknown()).nullish(),
});

export type Group = z.output<typeof Group>;

/** What a page of a collection tells beside its elements. */
export interface CollectionPage<T> {
  readonly total: number;
  readonly elements: readonly T[];
  readonly hasNext: boolean;
  readonly pageSize: number | undefined;
  readonly offset: number | undefined;
  readonly groups: readonly Group[] | undefined;
  readonly totalSums: Readonly<Record<string, unknown>> | undefined;
}

/** Makes the schema of a collection of a kind of elements. */
export function collectionOf<T>(element: z.ZodType<T>): z.ZodType<CollectionPage<T>> {
  const known = collections.get(element);
  // What was put in under an element's schema is a collection of that element.
  if (known !== undefined) return known as z.ZodType<CollectionPage<T>>;
  const schema = makeSchema(element);
  collections.set(element, schema);
  return schema;
}

/** Schemas are compiled on first use; one per element keeps it at once. */
const collections = new WeakMap<z.ZodType, z.ZodType<CollectionPage<unknown>>>();

function makeSchema<T>(element: z.ZodType<T>): z.ZodType<CollectionPage<T>> {
  return openObject({
    total: z.number(),
    pageSize: z.number().optional(),
    offset: z.number().optional(),
    groups: z.array(Group).nullish(),
    totalSums: z.record(z.string(), z.unknown()).nullish(),
    _embedded: openObject({ elements: listOf(element) }),
    _links: openObject({ nextByOffset: Link.optional() }).optional(),
  }).transform(({ total, pageSize, offset, groups, totalSums, _embedded, _links }) => ({
    total,
    pageSize,
    offset,
    groups: groups ?? undefined,
    totalSums: totalSums ?? undefined,
    elements: _embedded.elements,
    // Pages of none, which tell the totals only, lead on to each other for ever.
    hasNext: pageSize !== 0 && typeof _links?.nextByOffset?.href === "string",
  }));
}

/** Takes a list as it is where its elements are as they should be, without a copy of each. */
function listOf<T>(element: z.ZodType<T>): z.ZodType<T[]> {
  const list = z.array(element);
  return z.unknown().transform((value, context) => {
    if (conforms(list, value)) return value;
    const result = list.safeParse(value);
    if (result.success) return result.data;
    for (const { path, message } of result.error.issues) context.addIssue({ code: "custom", path, message });
    return z.NEVER;
  });
}
