import { z } from "zod";
import { Formattable } from "../hal/formattable.js";
import { Link } from "../hal/link.js";

/** A project; since OpenProject 17 also a portfolio or program, as `_type` tells. */
export const Project = z.looseObject({
  _type: z.string(),
  id: z.number(),
  /** In URLs, instead of the id. */
  identifier: z.string(),
  name: z.string(),
  /** `false` is archived. */
  active: z.boolean(),
  public: z.boolean(),
  description: Formattable.nullish(),
  statusExplanation: Formattable.nullish(),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  updatedAt: z.string(),
  _links: z.looseObject({ self: Link, parent: Link.optional(), status: Link.optional() }),
});

export type Project = z.output<typeof Project>;
