import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { withCustomFields } from "../hal/custom-fields.js";
import { Formattable } from "../hal/formattable.js";
import { Link } from "../hal/link.js";
import { Principal } from "./principal.js";
import { Priority } from "./priority.js";
import { Project } from "./project.js";
import { Status } from "./status.js";
import { Type } from "./type.js";

/** A task, milestone, bug or whatever else a project has to do. Custom fields are `customField12`, or links so named. */
export const WorkPackage = withCustomFields({
  _type: z.string().optional(),
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
  /** Of its descendants. */
  derivedStartDate: z.string().nullish(),
  derivedDueDate: z.string().nullish(),
  /** Whole days, ISO 8601: `P5D`. */
  duration: z.string().nullish(),
  /** ISO 8601; see `durationMs`. */
  estimatedTime: z.string().nullish(),
  remainingTime: z.string().nullish(),
  spentTime: z.string().nullish(),
  /** With its descendants. */
  derivedEstimatedTime: z.string().nullish(),
  derivedRemainingTime: z.string().nullish(),
  derivedPercentageDone: z.number().nullish(),
  percentageDone: z.number().nullish(),
  storyPoints: z.number().nullish(),
  /** In a backlog. */
  position: z.number().nullish(),
  /** Whether its status lets nothing be changed but itself. */
  readonly: z.boolean().nullish(),
  scheduleManually: z.boolean().optional(),
  ignoreNonWorkingDays: z.boolean().optional(),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  updatedAt: z.string(),
  _links: withCustomFields({
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
    sprint: Link.optional(),
    projectPhase: Link.optional(),
    projectPhaseDefinition: Link.optional(),
    budget: Link.optional(),
    parent: Link.optional(),
    children: z.array(Link).optional(),
    ancestors: z.array(Link).optional(),
    customActions: z.array(Link).optional(),
    activities: Link.optional(),
    attachments: Link.optional(),
    availableWatchers: Link.optional(),
    fileLinks: Link.optional(),
    relations: Link.optional(),
    revisions: Link.optional(),
    timeEntries: Link.optional(),
    watchers: Link.optional(),
  }),
  /** What it is linked to, whole, of one that was got by itself; in lists there is none. */
  _embedded: openObject({
    project: Project.optional(),
    type: Type.optional(),
    status: Status.optional(),
    priority: Priority.optional(),
    author: Principal.optional(),
    assignee: Principal.nullish(),
    responsible: Principal.nullish(),
  }).optional(),
});

export type WorkPackage = z.output<typeof WorkPackage>;

const { _links } = WorkPackage.shape;

/**
 * A work package as it was at points in time. Of one that is deleted by now, or that this account may not see, there is
 * no more than the id.
 */
export const HistoricWorkPackage = WorkPackage.partial().extend({
  id: z.number(),
  _links: _links.partial().optional(),
  /** How it was at the first of these points in time. */
  _meta: openObject({
    exists: z.boolean().optional(),
    matchesFilters: z.boolean().optional(),
    timestamp: z.string().optional(),
  }).optional(),
});

export type HistoricWorkPackage = z.output<typeof HistoricWorkPackage>;

/** What is left of a work package when only some properties were asked for. */
export const WorkPackageExcerpt = openObject({
  _type: z.string().optional(),
  id: z.number().optional(),
  subject: z.string().optional(),
  startDate: z.string().nullish(),
  dueDate: z.string().nullish(),
  date: z.string().nullish(),
  _links: openObject({
    self: Link.optional(),
    project: Link.optional(),
    author: Link.optional(),
    assignee: Link.optional(),
    responsible: Link.optional(),
  }).optional(),
});

export type WorkPackageExcerpt = z.output<typeof WorkPackageExcerpt>;
