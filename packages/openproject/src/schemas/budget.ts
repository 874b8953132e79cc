import { z } from "zod";
import { Link } from "../hal/link.js";

/** Money set apart in a project. */
export const Budget = z.looseObject({
  id: z.number(),
  subject: z.string(),
  _links: z.looseObject({ self: Link }),
});

export type Budget = z.output<typeof Budget>;

/** Units of something paid for, booked on a work package. */
export const CostEntry = z.looseObject({
  id: z.number(),
  spentUnits: z.number(),
  _links: z.looseObject({ self: Link, costType: Link.optional(), workPackage: Link.optional() }),
});

export type CostEntry = z.output<typeof CostEntry>;

/** What is paid for. */
export const CostType = z.looseObject({
  id: z.number(),
  name: z.string(),
  unit: z.string(),
  unitPlural: z.string(),
  _links: z.looseObject({ self: Link }),
});

export type CostType = z.output<typeof CostType>;
