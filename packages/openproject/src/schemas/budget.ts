import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** Money set apart in a project. */
export const Budget = openObject({
  id: z.number(),
  subject: z.string(),
  _links: openObject({ self: Link }),
});

export type Budget = z.output<typeof Budget>;

/** Units of something paid for, booked on a work package. */
export const CostEntry = openObject({
  id: z.number(),
  spentUnits: z.number(),
  _links: openObject({ self: Link, costType: Link.optional(), workPackage: Link.optional() }),
});

export type CostEntry = z.output<typeof CostEntry>;

/** What is paid for. */
export const CostType = openObject({
  id: z.number(),
  name: z.string(),
  unit: z.string(),
  unitPlural: z.string(),
  _links: openObject({ self: Link }),
});

export type CostType = z.output<typeof CostType>;
