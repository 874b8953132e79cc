import { z } from "zod";
import { Formattable } from "../hal/formattable.js";
import { Link } from "../hal/link.js";

/** A task, milestone, bug or whatever else a project has to do. */
export const WorkPackage = z.looseObject({
  id: z.number(),
  /** Grows with every change. */
  lockVersion: z.number(),
  subject: z.string(),
  description: Formattable.nullish(),
  /** `YYYY-MM-DD`; a milestone has a `date` instead. */
  startDate: z.string().nullish(),
  dueDate: z.string().nullish(),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  updatedAt: z.string(),
  _links: z.looseObject({
    self: Link,
    project: Link,
    type: Link,
    status: Link,
    assignee: Link.optional(),
    parent: Link.optional(),
  }),
});

export type WorkPackage = z.output<typeof WorkPackage>;
