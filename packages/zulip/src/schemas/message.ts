import { z } from "zod";

const Recipient = z.looseObject({ id: z.number(), email: z.string(), full_name: z.string() });

const Reaction = z.looseObject({
  emoji_name: z.string(),
  emoji_code: z.string(),
  reaction_type: z.string(),
  user_id: z.number(),
});

/** A message. */
export const Message = z.looseObject({
  id: z.number(),
  sender_id: z.number(),
  sender_email: z.string(),
  sender_full_name: z.string(),
  /** `stream` in a channel, `private` for a direct message. */
  type: z.string(),
  /** Only in a channel. */
  stream_id: z.number().optional(),
  /** The topic; empty for a direct message. */
  subject: z.string(),
  /** The channel's name, or everybody in the conversation. */
  display_recipient: z.union([z.string(), z.array(Recipient)]),
  /** HTML, unless `apply_markdown` was `false`. */
  content: z.string(),
  content_type: z.string().optional(),
  /** Seconds since 1970. */
  timestamp: z.number(),
  last_edit_timestamp: z.number().optional(),
  /** What the sender sent it with. */
  client: z.string().optional(),
  flags: z.array(z.string()).optional(),
  reactions: z.array(Reaction),
});

export type Message = z.output<typeof Message>;

/** What the server tells of a message it took. */
export const SentMessage = z.looseObject({
  id: z.number(),
  automatic_new_visibility_policy: z.number().optional(),
});

export type SentMessage = z.output<typeof SentMessage>;
