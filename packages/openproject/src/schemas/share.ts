import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** The roles of a principal in one work package, or whatever else can be shared by itself. */
export const Share = openObject({
  id: z.number(),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  updatedAt: z.string(),
  _links: openObject({
    self: Link,
    entity: Link,
    project: Link.optional(),
    principal: Link,
    roles: z.array(Link),
  }),
});

export type Share = z.output<typeof Share>;
