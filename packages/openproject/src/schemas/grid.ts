import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** Something on a grid. */
export const GridWidget = openObject({
  id: z.number().nullish(),
  identifier: z.string(),
  startRow: z.number(),
  endRow: z.number(),
  startColumn: z.number(),
  endColumn: z.number(),
  /** What it is set to, which depends on the kind of widget. */
  options: z.unknown(),
});

export type GridWidget = z.output<typeof GridWidget>;

/** A board, or a page made of widgets. */
export const Grid = openObject({
  id: z.number(),
  rowCount: z.number(),
  columnCount: z.number(),
  widgets: z.array(GridWidget),
  createdAt: z.string().nullish(),
  updatedAt: z.string().nullish(),
  _links: openObject({ self: Link, scope: Link, attachments: Link.optional() }),
});

export type Grid = z.output<typeof Grid>;
