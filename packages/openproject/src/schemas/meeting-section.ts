import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** A part of the agenda of a meeting. */
export const MeetingSection = openObject({
  id: z.number(),
  title: z.string().nullish(),
  position: z.number().nullish(),
  /** Whether it keeps points for later meetings. */
  backlog: z.boolean().optional(),
  _links: openObject({ self: Link, meeting: Link.optional() }),
});

export type MeetingSection = z.output<typeof MeetingSection>;
