import { z } from "zod";
import { Formattable } from "../hal/formattable.js";
import { Link } from "../hal/link.js";

/** An entry of a work package's journal: changes, a comment, or both. */
export const Activity = z.looseObject({
  /** `Activity::Comment` with a comment, else `Activity`. */
  _type: z.string(),
  id: z.number(),
  /** Counts the entries of one work package. */
  version: z.number(),
  comment: Formattable,
  /** What changed, in words. */
  details: z.array(Formattable),
  /** Seen by those only who may see internal comments. */
  internal: z.boolean().optional(),
  createdAt: z.string(),
  updatedAt: z.string().optional(),
  _links: z.looseObject({ self: Link, workPackage: Link.optional(), user: Link }),
});

export type Activity = z.output<typeof Activity>;

/** Who reacted to a comment with one emoji. */
export const EmojiReaction = z.looseObject({
  id: z.string(),
  /** Its name, such as `heart`. */
  reaction: z.string(),
  emoji: z.string(),
  reactionsCount: z.number(),
  _links: z.looseObject({ reactable: Link, reactingUsers: z.array(Link) }),
});

export type EmojiReaction = z.output<typeof EmojiReaction>;
