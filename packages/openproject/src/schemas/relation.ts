import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** A relation between two work packages. */
export const Relation = openObject({
  id: z.number(),
  /** Seen from `from`: `relates`, `follows`, `blocks`, `duplicates`, `includes` or `requires`. */
  type: z.string(),
  /** The type in the account's language. */
  name: z.string().optional(),
  /** Seen from `to`. */
  reverseType: z.string(),
  /** Working days between the two, of `follows`. */
  lag: z.number().nullish(),
  description: z.string().nullish(),
  _links: openObject({ self: Link, from: Link, to: Link }),
});

export type Relation = z.output<typeof Relation>;
