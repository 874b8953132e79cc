import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Formattable } from "../hal/formattable.js";
import { Link } from "../hal/link.js";

/** A message to all members of a project. */
export const News = openObject({
  id: z.number(),
  title: z.string(),
  summary: z.string().nullish(),
  description: Formattable.nullish(),
  createdAt: z.string(),
  _links: openObject({ self: Link, project: Link, author: Link.optional() }),
});

export type News = z.output<typeof News>;
