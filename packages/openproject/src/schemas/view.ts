import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** A query shown in a certain way, such as a Gantt chart or a calendar. */
export const View = openObject({
  /** Such as `Views::WorkPackagesTable`. */
  _type: z.string(),
  id: z.number(),
  name: z.string().optional(),
  public: z.boolean().optional(),
  starred: z.boolean().optional(),
  _links: openObject({ self: Link, query: Link.optional(), project: Link.optional() }),
});

export type View = z.output<typeof View>;
