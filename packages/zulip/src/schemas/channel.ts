import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { GroupSetting } from "./group-setting.js";

/** A channel, which the wire still calls a stream. */
export const Channel = openObject({
  stream_id: z.number(),
  name: z.string(),
  description: z.string(),
  /** Seconds since 1970. */
  date_created: z.number().optional(),
  /** Private. */
  invite_only: z.boolean(),
  is_web_public: z.boolean().optional(),
  is_archived: z.boolean().optional(),
  history_public_to_subscribers: z.boolean().optional(),
  creator_id: z.number().nullish(),
  rendered_description: z.string().optional(),
  /** `null` for the organisation's own limit, -1 for none. */
  message_retention_days: z.number().nullish(),
  folder_id: z.number().nullish(),
  first_message_id: z.number().nullish(),
  topics_policy: z.string().optional(),
  subscriber_count: z.number().optional(),
  stream_weekly_traffic: z.number().nullish(),
  can_send_message_group: GroupSetting.optional(),
  can_administer_channel_group: GroupSetting.optional(),
});

export type Channel = z.output<typeof Channel>;

/** A channel the account is subscribed to, with its settings for it. */
export const Subscription = Channel.extend({
  color: z.string(),
  is_muted: z.boolean().optional(),
  pin_to_top: z.boolean(),
  /** User ids; only if asked for. */
  subscribers: z.array(z.number()).optional(),
});

export type Subscription = z.output<typeof Subscription>;

/** Channel names by user. */
const ByUser = z.record(z.string(), z.array(z.string()));

/** What became of a request to subscribe. The keys are user ids as text, and before Zulip 10 e-mail addresses. */
export const SubscribeResult = openObject({
  subscribed: ByUser,
  already_subscribed: ByUser,
  /** Channels that could not be subscribed to; only with `authorization_errors_fatal: false`. */
  unauthorized: z.array(z.string()).optional(),
});

export type SubscribeResult = z.output<typeof SubscribeResult>;

/** What became of a request to unsubscribe: names of channels. */
export const UnsubscribeResult = openObject({
  removed: z.array(z.string()),
  not_removed: z.array(z.string()),
});

export type UnsubscribeResult = z.output<typeof UnsubscribeResult>;

/** What became of a request to subscribe and unsubscribe at once. */
export const UpdatedSubscriptions = openObject({
  subscribed: ByUser,
  already_subscribed: ByUser,
  removed: z.array(z.string()),
  not_removed: z.array(z.string()),
});

export type UpdatedSubscriptions = z.output<typeof UpdatedSubscriptions>;
