import { z } from "zod";
import { Link } from "../hal/link.js";

/** A day, and whether people work on it. */
export const Day = z.looseObject({
  /** `YYYY-MM-DD`. */
  date: z.string(),
  name: z.string(),
  working: z.boolean(),
  _links: z.looseObject({ self: Link }),
});

export type Day = z.output<typeof Day>;

/** A day nobody works on. */
export const NonWorkingDay = z.looseObject({
  date: z.string(),
  name: z.string(),
  _links: z.looseObject({ self: Link }),
});

export type NonWorkingDay = z.output<typeof NonWorkingDay>;

/** A day of the week. */
export const WeekDay = z.looseObject({
  /** From 1, Monday, to 7. */
  day: z.number(),
  name: z.string(),
  working: z.boolean(),
  _links: z.looseObject({ self: Link }),
});

export type WeekDay = z.output<typeof WeekDay>;
