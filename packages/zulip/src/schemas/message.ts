import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Attachment } from "./attachment.js";
import { inPlace } from "./in-place.js";

const Recipient = z.object({ id: z.number(), email: z.string(), full_name: z.string() });

const Reaction = z.object({
  emoji_name: z.string(),
  emoji_code: z.string(),
  reaction_type: z.string(),
  user_id: z.number(),
});

/** A message. */
export const Message = inPlace(
  z.object({
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
    last_moved_timestamp: z.number().optional(),
    is_me_message: z.boolean().optional(),
    /** `null` when it is to be computed from the address. */
    avatar_url: z.string().nullish(),
    /** What the sender sent it with. */
    client: z.string().optional(),
    flags: z.array(z.string()).optional(),
    reactions: z.array(Reaction),
    topic_links: z.array(z.object({ text: z.string(), url: z.string() })).optional(),
    /** With a search: the content and the topic, the words found marked up. */
    match_content: z.string().optional(),
    match_subject: z.string().optional(),
  }),
);

export type Message = z.output<typeof Message>;

/** What the server tells of a message it took. */
export const SentMessage = openObject({
  id: z.number(),
  automatic_new_visibility_policy: z.number().optional(),
});

export type SentMessage = z.output<typeof SentMessage>;

/** What came of an edit. */
export const UpdatedMessage = openObject({
  /** Files that no message links to any more; since Zulip 10. */
  detached_uploads: z.array(Attachment).optional(),
});

export type UpdatedMessage = z.output<typeof UpdatedMessage>;

/** A version of a message. */
export const MessageEdit = openObject({
  topic: z.string(),
  prev_topic: z.string().optional(),
  stream: z.number().optional(),
  prev_stream: z.number().optional(),
  content: z.string(),
  rendered_content: z.string(),
  prev_content: z.string().optional(),
  user_id: z.number().nullable(),
  /** Seconds since 1970. */
  timestamp: z.number(),
});

export type MessageEdit = z.output<typeof MessageEdit>;

/** How a message matches a search. */
export const MessageMatch = openObject({
  match_content: z.string().optional(),
  match_subject: z.string().optional(),
});

export type MessageMatch = z.output<typeof MessageMatch>;

/** Messages whose flag was changed. */
export const FlaggedMessages = openObject({
  messages: z.array(z.number()),
  /** Channels whose messages stay unread only for subscribers; since Zulip 10. */
  ignored_because_not_subscribed_channels: z.array(z.number()).optional(),
});

export type FlaggedMessages = z.output<typeof FlaggedMessages>;

/** How far a change of flags went. */
export const FlaggedNarrow = openObject({
  processed_count: z.number(),
  updated_count: z.number(),
  first_processed_id: z.number().nullable(),
  last_processed_id: z.number().nullable(),
  found_oldest: z.boolean(),
  found_newest: z.boolean(),
});

export type FlaggedNarrow = z.output<typeof FlaggedNarrow>;
