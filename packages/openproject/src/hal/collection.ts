import { Page, type PageParts } from "@platformq/resilience";
import { z } from "zod";
import { conforms } from "./conformance.js";
import { Link } from "./link.js";

/** A group of a grouped collection. */
export const Group = z.looseObject({
  /** What its elements have in common, as text. */
  value: z.union([z.string(), z.number(), z.boolean()]).nullish(),
  count: z.number(),
  /** Per property, where sums were asked for. */
  sums: z.looseObject({}).nullish(),
});

/** A page of a collection, with what the server says of the whole of it. Iterating reads one page ahead. */
export class Collection<T> extends Page<T> {
  /** Elements per page: fewer than asked for when the server cut that down. `undefined` where there are no pages. */
  readonly pageSize: number | undefined;
  /** The groups, when `groupBy` asked for them. */
  readonly groups: readonly z.output<typeof Group>[];
  /** Sums over all elements, when `showSums` asked for them. */
  readonly totalSums: Readonly<Record<string, unknown>>;

  constructor({ pageSize, groups, totalSums, ...page }: CollectionParts<T>) {
    super(page);
    this.pageSize = pageSize;
    this.groups = groups ?? [];
    this.totalSums = totalSums ?? {};
  }

  override async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (let page: Page<T> | undefined = this; page !== undefined; ) {
      const following: Promise<Page<T> | undefined> = page.next();
      // A reader that stops early never looks at it.
      following.catch(() => undefined);
      yield* page.items;
      page = await following;
    }
  }
}

interface CollectionParts<T> extends PageParts<T> {
  readonly pageSize?: number | undefined;
  readonly groups?: readonly z.output<typeof Group>[] | undefined;
  readonly totalSums?: Readonly<Record<string, unknown>> | undefined;
}

/** What a page of a collection tells beside its elements. */
export interface CollectionPage<T> {
  readonly total: number;
  readonly elements: readonly T[];
  /** Where the next page is; `undefined` on the last. */
  readonly next: string | undefined;
  readonly pageSize: number | undefined;
  readonly groups: readonly z.output<typeof Group>[] | undefined;
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
  return z
    .looseObject({
      total: z.number(),
      pageSize: z.number().optional(),
      groups: z.array(Group).nullish(),
      totalSums: z.looseObject({}).nullish(),
      _embedded: z.looseObject({ elements: listOf(element) }),
      _links: z.looseObject({ nextByOffset: Link.optional() }).optional(),
    })
    .transform(({ total, pageSize, groups, totalSums, _embedded, _links }) => ({
      total,
      pageSize,
      groups: groups ?? undefined,
      totalSums: totalSums ?? undefined,
      elements: _embedded.elements,
      next: _links?.nextByOffset?.href ?? undefined,
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
