import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Message } from "../message.js";
import { eventOf, opOf } from "./event.js";

const ids = z.array(z.number());
const Person = openObject({ user_id: z.number(), email: z.string() });

/** What happens to messages. @see https://zulip.com/api/get-events#message */
export const messageEvents = [
  eventOf("message", {
    message: Message,
    /** The account's own flags on it. */
    flags: z.array(z.string()),
    /** The `local_id` this very queue sent it with. */
    local_message_id: z.string().optional(),
  }),
  opOf("reaction", ["add", "remove"], {
    message_id: z.number(),
    user_id: z.number(),
    emoji_name: z.string(),
    emoji_code: z.string(),
    reaction_type: z.string(),
  }),
  eventOf("update_message", {
    /** `null` when the server itself did it. */
    user_id: z.number().nullish(),
    /** Nothing changed but the HTML, such as a preview that was added. */
    rendering_only: z.boolean().optional(),
    message_id: z.number(),
    /** All messages that were moved along. */
    message_ids: ids,
    flags: z.array(z.string()),
    /** Seconds since 1970. */
    edit_timestamp: z.number().optional(),
    stream_id: z.number().optional(),
    new_stream_id: z.number().optional(),
    propagate_mode: z.string().optional(),
    orig_subject: z.string().optional(),
    subject: z.string().optional(),
    content: z.string().optional(),
    rendered_content: z.string().optional(),
    orig_content: z.string().optional(),
  }),
  eventOf("delete_message", {
    message_ids: ids,
    /** `stream` or `private`. */
    message_type: z.string(),
    stream_id: z.number().optional(),
    topic: z.string().optional(),
  }),
  opOf("update_message_flags", ["add", "remove"], {
    flag: z.string(),
    messages: ids,
    /** Everything was read; `messages` is empty. */
    all: z.boolean().optional(),
  }),
  eventOf("submessage", {
    message_id: z.number(),
    submessage_id: z.number(),
    sender_id: z.number(),
    msg_type: z.string(),
    /** JSON. */
    content: z.string(),
  }),
  opOf("typing", ["start", "stop"], {
    /** `direct` or `stream`. */
    message_type: z.string(),
    sender: Person,
    /** Of a direct conversation, the sender included. */
    recipients: z.array(Person).optional(),
    stream_id: z.number().optional(),
    topic: z.string().optional(),
  }),
  opOf("typing_edit_message", ["start", "stop"], {
    sender_id: z.number(),
    message_id: z.number(),
    recipient: openObject({ type: z.string() }),
  }),
] as const;
