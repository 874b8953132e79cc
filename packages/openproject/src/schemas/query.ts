import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** A saved view of work packages: columns, filters, order. */
export const SavedQuery = openObject({
  id: z.number().nullish(),
  name: z.string(),
  public: z.boolean().optional(),
  starred: z.boolean().optional(),
  sums: z.boolean().optional(),
  filters: z.array(z.unknown()).optional(),
  /** Points in time that are compared. */
  timestamps: z.array(z.string()).nullish(),
  timelineVisible: z.boolean().nullish(),
  timelineZoomLevel: z.string().nullish(),
  highlightingMode: z.string().nullish(),
  showHierarchies: z.boolean().nullish(),
  hidden: z.boolean().nullish(),
  createdAt: z.string().optional(),
  updatedAt: z.string().optional(),
  _links: openObject({
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
export const QueryPart = openObject({
  id: z.string(),
  name: z.string().optional(),
  _links: openObject({ self: Link }),
});

export type QueryPart = z.output<typeof QueryPart>;

/** Positions of work packages that were put in order by hand, by id. */
export const QueryOrder = z.record(z.string(), z.number());

export type QueryOrder = z.output<typeof QueryOrder>;
