import { z } from "zod";
import { Link } from "../hal/link.js";

/** A saved view of work packages: columns, filters, order. */
export const SavedQuery = z.looseObject({
  id: z.number().nullish(),
  name: z.string(),
  public: z.boolean().optional(),
  starred: z.boolean().optional(),
  sums: z.boolean().optional(),
  createdAt: z.string().optional(),
  updatedAt: z.string().optional(),
  _links: z.looseObject({
    self: Link,
    project: Link.optional(),
    columns: z.array(Link).optional(),
    sortBy: z.array(Link).optional(),
    groupBy: Link.optional(),
    results: Link.optional(),
  }),
});

export type SavedQuery = z.output<typeof SavedQuery>;

/** A column, filter, operator or order that queries know. */
export const QueryPart = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  _links: z.looseObject({ self: Link }),
});

export type QueryPart = z.output<typeof QueryPart>;

/** Positions of work packages that were put in order by hand, by id. */
export const QueryOrder = z.record(z.string(), z.number());

export type QueryOrder = z.output<typeof QueryOrder>;
