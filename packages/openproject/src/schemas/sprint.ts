import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Formattable } from "../hal/formattable.js";
import { Link } from "../hal/link.js";

/** A sprint of a project or of several. */
export const Sprint = openObject({
  id: z.number(),
  name: z.string(),
  description: Formattable.nullish(),
  /** `YYYY-MM-DD`. */
  startDate: z.string().nullish(),
  finishDate: z.string().nullish(),
  createdAt: z.string(),
  updatedAt: z.string(),
  _links: openObject({ self: Link, definingWorkspace: Link, status: Link.optional() }),
});

export type Sprint = z.output<typeof Sprint>;
