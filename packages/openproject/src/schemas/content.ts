import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Formattable } from "../hal/formattable.js";
import { Link } from "../hal/link.js";

/** A page of a wiki, without its text: the API does not hand that out. */
export const WikiPage = openObject({
  id: z.number(),
  title: z.string(),
  _links: openObject({ self: Link, project: Link.optional() }),
});

export type WikiPage = z.output<typeof WikiPage>;

/** A document of a project. */
export const Document = openObject({
  id: z.number(),
  title: z.string(),
  description: Formattable.nullish(),
  createdAt: z.string(),
  _links: openObject({ self: Link, project: Link, attachments: Link.optional() }),
});

export type Document = z.output<typeof Document>;

/** A message in a forum. */
export const Post = openObject({
  id: z.number(),
  subject: z.string(),
  _links: openObject({ self: Link, project: Link.optional() }),
});

export type Post = z.output<typeof Post>;

/** What an attribute means, for those who fill it in. */
export const HelpText = openObject({
  id: z.number(),
  attribute: z.string(),
  /** `WorkPackage` or `Project`. */
  scope: z.string(),
  helpText: Formattable,
  _links: openObject({ self: Link, attachments: Link.optional() }),
});

export type HelpText = z.output<typeof HelpText>;
