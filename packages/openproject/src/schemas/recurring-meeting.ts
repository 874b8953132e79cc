import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** A series of meetings. */
export const RecurringMeeting = openObject({
  id: z.number(),
  title: z.string(),
  /** `daily`, `working_days`, `weekly`, `monthly_day_of_month` or `monthly_nth_weekday`. */
  frequency: z.string(),
  /** Every so many of them. */
  interval: z.number(),
  /** `specific_date`, `iterations` or `never`. */
  endAfter: z.string(),
  /** `YYYY-MM-DD`. */
  endDate: z.string().nullish(),
  iterations: z.number().nullish(),
  /** ISO 8601, UTC. */
  startTime: z.string(),
  /** Such as `Europe/Berlin`. */
  timeZone: z.string().optional(),
  location: z.string().nullish(),
  /** In hours. */
  duration: z.number().nullish(),
  notify: z.boolean().optional(),
  _links: openObject({
    self: Link,
    /** The meeting the others are made from. */
    template: Link.optional(),
    project: Link.optional(),
    author: Link.optional(),
  }),
});

export type RecurringMeeting = z.output<typeof RecurringMeeting>;

/** One of the times a series meets. */
export const MeetingOccurrence = openObject({
  /** ISO 8601, UTC: what names it within its series. */
  startTime: z.string(),
  state: z.string().nullish(),
  _links: openObject({
    self: Link,
    recurringMeeting: Link.optional(),
    /** Once there is one. */
    meeting: Link.optional(),
  }),
});

export type MeetingOccurrence = z.output<typeof MeetingOccurrence>;
