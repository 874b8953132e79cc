import { z } from "zod";
import { withCustomFields } from "../hal/custom-fields.js";
import { Formattable } from "../hal/formattable.js";
import { Link } from "../hal/link.js";

/** A release, sprint or other goal of a project. */
export const Version = withCustomFields({
  _type: z.string().optional(),
  id: z.number(),
  name: z.string(),
  description: Formattable.nullish(),
  /** `YYYY-MM-DD`. */
  startDate: z.string().nullish(),
  endDate: z.string().nullish(),
  /** `open`, `locked` or `closed`. */
  status: z.string(),
  /** `none`, `descendants`, `hierarchy`, `tree` or `system`. */
  sharing: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  _links: withCustomFields({
    self: Link,
    schema: Link.optional(),
    definingProject: Link,
    availableInProjects: Link.optional(),
  }),
});

export type Version = z.output<typeof Version>;
