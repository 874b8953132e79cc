import { z } from "zod";
import { Link } from "../hal/link.js";

/** Something on a grid. */
export const GridWidget = z.looseObject({
  id: z.number().nullish(),
  identifier: z.string(),
  startRow: z.number(),
  endRow: z.number(),
  startColumn: z.number(),
  endColumn: z.number(),
});

export type GridWidget = z.output<typeof GridWidget>;

/** A board, or a page made of widgets. */
export const Grid = z.looseObject({
  id: z.number(),
  rowCount: z.number(),
  columnCount: z.number(),
  widgets: z.array(GridWidget),
  _links: z.looseObject({ self: Link, scope: Link }),
});

export type Grid = z.output<typeof Grid>;
