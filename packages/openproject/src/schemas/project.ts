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
  favorited: z.boolean().optional(),
  description: Formattable.nullish(),
  statusExplanation: Formattable.nullish(),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  updatedAt: z.string(),
  _links: z.looseObject({
    self: Link,
    parent: Link.optional(),
    ancestors: z.array(Link).optional(),
    status: Link.optional(),
  }),
});

export type Project = z.output<typeof Project>;

/** How a project is doing. */
export const ProjectStatus = z.looseObject({
  /** Such as `on_track`. */
  id: z.string(),
  name: z.string(),
  _links: z.looseObject({ self: Link }),
});

export type ProjectStatus = z.output<typeof ProjectStatus>;
