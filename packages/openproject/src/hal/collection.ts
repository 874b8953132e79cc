import { z } from "zod";
import { encodeFilters, type Filter, type SortCriterion } from "./filters.js";
import { Link } from "./link.js";

/** Which part of a collection to list, and in what order. */
export interface ListParams {
  /** All have to be met. */
  filters?: readonly Filter[] | undefined;
  sortBy?: readonly SortCriterion[] | undefined;
  /** Elements per page; a server cuts it down to its own maximum. @default the server's, often 20 */
  pageSize?: number | undefined;
  /** The number of the page, beginning with 1. @default 1 */
  offset?: number | undefined;
}

/** Encodes list parameters for the query. */
export function encodeListParams(params: ListParams): Record<string, string | number | undefined> {
  const { filters, sortBy, pageSize, offset } = params;
  return {
    filters: filters && encodeFilters(filters),
    sortBy: sortBy && JSON.stringify(sortBy),
    pageSize,
    offset,
  };
}

/** What a page of a collection tells beside its elements. */
export interface CollectionPage<T> {
  readonly total: number;
  readonly elements: readonly T[];
  /** Where the next page is; `undefined` on the last. */
  readonly next: string | undefined;
}

/** Makes the schema of a collection of a kind of elements. */
export function collectionOf<T>(element: z.ZodType<T>): z.ZodType<CollectionPage<T>> {
  return z
    .looseObject({
      total: z.number(),
      _embedded: z.looseObject({ elements: z.array(element) }),
      _links: z.looseObject({ nextByOffset: Link.optional() }),
    })
    .transform(({ total, _embedded, _links }) => ({
      total,
      elements: _embedded.elements,
      next: _links.nextByOffset?.href ?? undefined,
    }));
}
