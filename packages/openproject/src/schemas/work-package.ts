import { z } from "zod";
import { Formattable } from "../hal/formattable.js";
import { Link } from "../hal/link.js";
import { Principal } from "./principal.js";
import { Priority } from "./priority.js";
import { Project } from "./project.js";
import { Status } from "./status.js";
import { Type } from "./type.js";

/** A task, milestone, bug or whatever else a project has to do. Custom fields are `customField12`, or links so named. */
export const WorkPackage = z.looseObject({
  id: z.number(),
  /** What people call it, such as `PROJ-42`; since OpenProject 17.5. */
  displayId: z.string().optional(),
  /** Grows with every change. */
  lockVersion: z.number(),
  subject: z.string(),
  description: Formattable.nullish(),
  /** `YYYY-MM-DD`; a milestone has a `date` instead. */
  startDate: z.string().nullish(),
  dueDate: z.string().nullish(),
  date: z.string().nullish(),
  /** Whole days, ISO 8601: `P5D`. */
  duration: z.string().nullish(),
  /** ISO 8601; see `durationMs`. */
  estimatedTime: z.string().nullish(),
  remainingTime: z.string().nullish(),
  spentTime: z.string().nullish(),
  percentageDone: z.number().nullish(),
  scheduleManually: z.boolean().optional(),
  ignoreNonWorkingDays: z.boolean().optional(),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  updatedAt: z.string(),
  _links: z.looseObject({
    self: Link,
    schema: Link.optional(),
    project: Link,
    type: Link,
    status: Link,
    priority: Link.optional(),
    author: Link.optional(),
    assignee: Link.optional(),
    responsible: Link.optional(),
    version: Link.optional(),
    category: Link.optional(),
    parent: Link.optional(),
    children: z.array(Link).optional(),
    ancestors: z.array(Link).optional(),
  }),
  /** What it is linked to, whole, of one that was got by itself; in lists there is none. */
  _embedded: z
    .looseObject({
      project: Project.optional(),
      type: Type.optional(),
      status: Status.optional(),
      priority: Priority.optional(),
      author: Principal.optional(),
      assignee: Principal.nullish(),
      responsible: Principal.nullish(),
    })
    .optional(),
});

export type WorkPackage = z.output<typeof WorkPackage>;

/** What is left of a work package when only some properties were asked for. */
export const WorkPackageExcerpt = z.looseObject({
  id: z.number().optional(),
  subject: z.string().optional(),
  startDate: z.string().nullish(),
  dueDate: z.string().nullish(),
  date: z.string().nullish(),
  _links: z
    .looseObject({
      self: Link.optional(),
      project: Link.optional(),
      author: Link.optional(),
      assignee: Link.optional(),
      responsible: Link.optional(),
    })
    .optional(),
});

export type WorkPackageExcerpt = z.output<typeof WorkPackageExcerpt>;
