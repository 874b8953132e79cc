import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** The roles of a principal in a project, or without a project in the whole instance. */
export const Membership = openObject({
  id: z.number(),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  updatedAt: z.string(),
  _links: openObject({
    self: Link,
    schema: Link.optional(),
    project: Link.optional(),
    principal: Link,
    roles: z.array(Link),
  }),
});

export type Membership = z.output<typeof Membership>;
