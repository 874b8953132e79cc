import { z } from "zod";
import { Link } from "../hal/link.js";

/** A relation between two work packages. */
export const Relation = z.looseObject({
  id: z.number(),
  /** Seen from `from`: `relates`, `follows`, `blocks`, `duplicates`, `includes` or `requires`. */
  type: z.string(),
  /** Seen from `to`. */
  reverseType: z.string(),
  /** Working days between the two, of `follows`. */
  lag: z.number().nullish(),
  description: z.string().nullish(),
  _links: z.looseObject({ self: Link, from: Link, to: Link }),
});

export type Relation = z.output<typeof Relation>;
