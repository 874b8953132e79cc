import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** A note to oneself about a work package. */
export const Reminder = openObject({
  id: z.number(),
  note: z.string().nullish(),
  /** ISO 8601, UTC. */
  remindAt: z.string(),
  _links: openObject({ self: Link, creator: Link, remindable: Link }),
});

export type Reminder = z.output<typeof Reminder>;
