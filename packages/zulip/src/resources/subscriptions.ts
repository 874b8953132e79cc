import { path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import { UpdatedSubscriptions } from "../schemas/channel.js";
import type { ZulipTransport } from "../transport.js";

/** Channels to subscribe to and to unsubscribe from. */
export interface UpdateSubscriptions {
  add?: readonly { name: string; color?: string | undefined; description?: string | undefined }[] | undefined;
  /** Names of channels. */
  delete?: readonly string[] | undefined;
}

/** A setting of the account for one of its channels. */
export type SubscriptionProperty =
  | "audible_notifications"
  | "color"
  | "desktop_notifications"
  | "email_notifications"
  | "is_muted"
  | "pin_to_top"
  | "push_notifications"
  | "wildcard_mentions_notify"
  | (string & {});

/** A new value of a setting for a channel. */
export interface SubscriptionSetting {
  stream_id: number;
  property: SubscriptionProperty;
  value: boolean | string;
}

const IsSubscribed = field("is_subscribed", z.boolean());
const UserChannels = field("subscribed_channel_ids", z.array(z.number()));

/** How the account, and others, are subscribed to channels; subscribing itself is with `channels`. */
export class SubscriptionsResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Subscribes the account to channels and unsubscribes it from others. @see https://zulip.com/api/update-subscriptions */
  async update(params: UpdateSubscriptions, options?: RequestOptions): Promise<UpdatedSubscriptions> {
    return this.transport.patch(path`users/me/subscriptions`, params, UpdatedSubscriptions, options);
  }

  /** Changes settings of the account for channels. @see https://zulip.com/api/update-subscription-settings */
  async updateSettings(settings: readonly SubscriptionSetting[], options?: RequestOptions): Promise<void> {
    const params = { subscription_data: settings };
    const properties = path`users/me/subscriptions/properties`;
    return this.transport.repeatablePost(properties, params, Nothing, options);
  }

  /** Changes one setting of the account for a channel. @see https://zulip.com/api/update-subscription-settings */
  async updateProperty(
    streamId: number,
    params: Omit<SubscriptionSetting, "stream_id">,
    options?: RequestOptions,
  ): Promise<void> {
    // The endpoint for a single setting reads a text, such as a colour, in different ways on different servers.
    return this.updateSettings([{ stream_id: streamId, ...params }], options);
  }

  /** Tells whether a user is subscribed to a channel. @see https://zulip.com/api/get-subscription-status */
  async isSubscribed(userId: number, streamId: number, options?: RequestOptions): Promise<boolean> {
    return this.transport.get(path`users/${userId}/subscriptions/${streamId}`, {}, IsSubscribed, options);
  }

  /** Gets the ids of the channels a user is subscribed to; since Zulip 12. @see https://zulip.com/api/get-user-channels */
  async ofUser(userId: number, options?: RequestOptions): Promise<number[]> {
    return this.transport.since(422).get(path`users/${userId}/channels`, {}, UserChannels, options);
  }
}
