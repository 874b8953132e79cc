import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Formattable } from "../hal/formattable.js";
import { Link } from "../hal/link.js";

/** What came of a point on the agenda. */
export const MeetingOutcome = openObject({
  id: z.number(),
  /** `information` or `work_package`. */
  kind: z.string(),
  notes: Formattable.nullish(),
  _links: openObject({
    self: Link,
    agendaItem: Link.optional(),
    workPackage: Link.optional(),
    author: Link.optional(),
  }),
});

export type MeetingOutcome = z.output<typeof MeetingOutcome>;
