import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { withCustomFields } from "../hal/custom-fields.js";
import { Formattable } from "../hal/formattable.js";
import { Link } from "../hal/link.js";

/** Time spent on something. */
export const TimeEntry = withCustomFields({
  id: z.number(),
  comment: Formattable.nullish(),
  /** `YYYY-MM-DD`. */
  spentOn: z.string(),
  /** ISO 8601; see `durationMs`. `null` while the timer runs. */
  hours: z.string().nullish(),
  /** Whether the timer runs. */
  ongoing: z.boolean().optional(),
  /** ISO 8601, UTC; since OpenProject 15. */
  startTime: z.string().nullish(),
  endTime: z.string().nullish(),
  createdAt: z.string(),
  updatedAt: z.string(),
  _links: withCustomFields({
    self: Link,
    schema: Link.optional(),
    project: Link,
    /** The work package or meeting; before OpenProject 16 `workPackage`. */
    entity: Link.optional(),
    workPackage: Link.optional(),
    user: Link,
    activity: Link.optional(),
  }),
});

export type TimeEntry = z.output<typeof TimeEntry>;

/** What time is spent on, such as "Development". */
export const TimeEntryActivity = openObject({
  id: z.number(),
  name: z.string(),
  position: z.number(),
  default: z.boolean(),
  _links: openObject({ self: Link, projects: z.array(Link).optional() }),
});

export type TimeEntryActivity = z.output<typeof TimeEntryActivity>;
