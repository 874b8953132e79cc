import { z } from "zod";
import { Formattable } from "../hal/formattable.js";
import { Link } from "../hal/link.js";

/** A commit of a repository. */
export const Revision = z.looseObject({
  id: z.number(),
  /** The commit's hash or number. */
  identifier: z.string(),
  formattedIdentifier: z.string(),
  authorName: z.string(),
  message: Formattable,
  createdAt: z.string(),
  _links: z.looseObject({ self: Link, project: Link, author: Link.optional() }),
});

export type Revision = z.output<typeof Revision>;
