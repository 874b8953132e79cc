import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Formattable } from "../hal/formattable.js";
import { Link } from "../hal/link.js";

/** A commit of a repository. */
export const Revision = openObject({
  id: z.number(),
  /** The commit's hash or number. */
  identifier: z.string(),
  formattedIdentifier: z.string(),
  authorName: z.string(),
  message: Formattable,
  createdAt: z.string(),
  _links: openObject({ self: Link, project: Link, author: Link.optional(), showRevision: Link.optional() }),
});

export type Revision = z.output<typeof Revision>;
