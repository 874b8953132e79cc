import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Formattable } from "../hal/formattable.js";
import { Link } from "../hal/link.js";

/** A point on the agenda of a meeting. */
export const MeetingAgendaItem = openObject({
  id: z.number(),
  /** `null` where a work package stands for it. */
  title: z.string().nullish(),
  notes: Formattable.nullish(),
  position: z.number().nullish(),
  durationInMinutes: z.number().nullish(),
  /** `simple` or `work_package`. */
  itemType: z.string(),
  /** Grows with every change. */
  lockVersion: z.number(),
  _links: openObject({
    self: Link,
    meeting: Link.optional(),
    presenter: Link.optional(),
    section: Link.optional(),
    workPackage: Link.optional(),
    outcomes: z.array(Link).optional(),
  }),
});

export type MeetingAgendaItem = z.output<typeof MeetingAgendaItem>;
