import { z } from "zod";
import { Link } from "../hal/link.js";

/** A sprint of a project or of several. */
export const Sprint = z.looseObject({
  id: z.number(),
  name: z.string(),
  /** `YYYY-MM-DD`. */
  startDate: z.string().nullish(),
  finishDate: z.string().nullish(),
  createdAt: z.string(),
  updatedAt: z.string(),
  _links: z.looseObject({ self: Link, definingWorkspace: Link, status: Link.optional() }),
});

export type Sprint = z.output<typeof Sprint>;
