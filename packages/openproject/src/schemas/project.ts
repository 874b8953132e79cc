import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { withCustomFields } from "../hal/custom-fields.js";
import { Formattable } from "../hal/formattable.js";
import { Link } from "../hal/link.js";

/** A project; since OpenProject 17 also a portfolio or program, as `_type` tells. */
export const Project = withCustomFields({
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
  _links: withCustomFields({
    self: Link,
    parent: Link.optional(),
    ancestors: z.array(Link).optional(),
    status: Link.optional(),
    categories: Link.optional(),
    memberships: Link.optional(),
    projectStorages: Link.optional(),
    storages: z.array(Link).optional(),
    types: Link.optional(),
    versions: Link.optional(),
    workPackages: Link.optional(),
  }),
});

export type Project = z.output<typeof Project>;

/** What is left of a project when only some properties were asked for. */
export const ProjectExcerpt = openObject({
  _type: z.string().optional(),
  id: z.number().optional(),
  name: z.string().optional(),
  identifier: z.string().optional(),
  active: z.boolean().optional(),
  public: z.boolean().optional(),
  _links: openObject({ self: Link.optional(), ancestors: z.array(Link).optional() }).optional(),
});

export type ProjectExcerpt = z.output<typeof ProjectExcerpt>;

/** How a project is doing. */
export const ProjectStatus = openObject({
  /** Such as `on_track`. */
  id: z.string(),
  name: z.string(),
  _links: openObject({ self: Link }),
});

export type ProjectStatus = z.output<typeof ProjectStatus>;
