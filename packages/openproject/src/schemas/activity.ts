import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Formattable } from "../hal/formattable.js";
import { Link } from "../hal/link.js";

/** An entry of a work package's journal: changes, a comment, or both. */
export const Activity = openObject({
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
  _links: openObject({
    self: Link,
    workPackage: Link.optional(),
    user: Link,
    attachments: Link.optional(),
    emojiReactions: Link.optional(),
  }),
});

export type Activity = z.output<typeof Activity>;

/** Who reacted to a comment with one emoji. */
export const EmojiReaction = openObject({
  id: z.string(),
  /** Its name, such as `heart`. */
  reaction: z.string(),
  emoji: z.string(),
  reactionsCount: z.number(),
  firstReactionAt: z.string().nullish(),
  _links: openObject({ reactable: Link, reactingUsers: z.array(Link) }),
});

export type EmojiReaction = z.output<typeof EmojiReaction>;
