import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** A part of a project, with somebody to look after it. */
export const Category = openObject({
  id: z.number(),
  name: z.string(),
  _links: openObject({ self: Link, project: Link, defaultAssignee: Link.optional() }),
});

export type Category = z.output<typeof Category>;
