import { z } from "zod";
import { Link } from "../hal/link.js";

/** A meeting of a project. */
export const Meeting = z.looseObject({
  id: z.number(),
  title: z.string(),
  location: z.string().nullish(),
  lockVersion: z.number(),
  /** ISO 8601, UTC. */
  startTime: z.string(),
  endTime: z.string(),
  /** In hours. */
  duration: z.number(),
  _links: z.looseObject({ self: Link, project: Link.optional(), author: Link.optional() }),
});

export type Meeting = z.output<typeof Meeting>;
