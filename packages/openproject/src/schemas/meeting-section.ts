import { z } from "zod";
import { Link } from "../hal/link.js";

/** A part of the agenda of a meeting. */
export const MeetingSection = z.looseObject({
  id: z.number(),
  title: z.string().nullish(),
  position: z.number().nullish(),
  /** Whether it keeps points for later meetings. */
  backlog: z.boolean().optional(),
  _links: z.looseObject({ self: Link, meeting: Link.optional() }),
});

export type MeetingSection = z.output<typeof MeetingSection>;
