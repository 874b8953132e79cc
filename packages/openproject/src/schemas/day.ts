import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** A day, and whether people work on it. */
export const Day = openObject({
  /** `YYYY-MM-DD`. */
  date: z.string(),
  name: z.string(),
  working: z.boolean(),
  _links: openObject({ self: Link, weekDay: Link.optional(), nonWorkingReasons: z.array(Link).optional() }),
});

export type Day = z.output<typeof Day>;

/** A day nobody works on. */
export const NonWorkingDay = openObject({
  date: z.string(),
  name: z.string(),
  _links: openObject({ self: Link }),
});

export type NonWorkingDay = z.output<typeof NonWorkingDay>;

/** A day of the week. */
export const WeekDay = openObject({
  /** From 1, Monday, to 7. */
  day: z.number(),
  name: z.string(),
  working: z.boolean(),
  _links: openObject({ self: Link }),
});

export type WeekDay = z.output<typeof WeekDay>;
