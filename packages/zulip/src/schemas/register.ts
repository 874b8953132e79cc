import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Channel, Subscription } from "./channel.js";
import { User } from "./user.js";

/**
 * The server's answer to a registration: a queue, and the state that was asked for.
 *
 * The parts most often asked for are typed; all others pass through under the names of Zulip's documentation.
 *
 * @see https://zulip.com/api/register-queue#response
 */
export const RegisterResult = openObject({
  /** `null` for an anonymous visitor. */
  queue_id: z.string().nullish(),
  last_event_id: z.number().optional(),
  zulip_feature_level: z.number().optional(),
  zulip_version: z.string().optional(),
  /** With `realm`; how long a poll may take, in seconds. */
  event_queue_longpoll_timeout_seconds: z.number().optional(),
  /** With `realm`; code points. */
  max_message_length: z.number().optional(),
  /** With `realm`; code points. */
  max_topic_length: z.number().optional(),
  /** With `realm`. */
  max_file_upload_size_mib: z.number().optional(),
  /** With `realm`; how often a typing notice is repeated. */
  server_typing_started_wait_period_milliseconds: z.number().optional(),
  /** With `realm`. */
  realm_name: z.string().optional(),
  /** With `message`: the newest message of the account. */
  max_message_id: z.number().optional(),
  /** With `realm_user`: the account's own id. */
  user_id: z.number().optional(),
  /** With `realm_user`. */
  realm_users: z.array(User).optional(),
  /** With `stream`. */
  streams: z.array(Channel).optional(),
  /** With `subscription`. */
  subscriptions: z.array(Subscription.partial({ color: true, pin_to_top: true })).optional(),
});

export type RegisterResult = z.output<typeof RegisterResult>;
