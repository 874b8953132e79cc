import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** How long a user works on which day, from a date on. */
export const WorkingHours = openObject({
  id: z.number(),
  /** `YYYY-MM-DD`. */
  validFrom: z.string(),
  mondayHours: z.number(),
  tuesdayHours: z.number(),
  wednesdayHours: z.number(),
  thursdayHours: z.number(),
  fridayHours: z.number(),
  saturdayHours: z.number(),
  sundayHours: z.number(),
  /** Per cent. */
  availabilityFactor: z.number(),
  _links: openObject({ self: Link }),
});

export type WorkingHours = z.output<typeof WorkingHours>;

/** Days on which a user does not work. */
export const NonWorkingTime = openObject({
  id: z.number(),
  /** `YYYY-MM-DD`, both included. */
  startDate: z.string(),
  endDate: z.string(),
  _links: openObject({ self: Link }),
});

export type NonWorkingTime = z.output<typeof NonWorkingTime>;
