import { type Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import {
  type CreateChannel,
  createChannel,
  type NewChannelSettings,
  type TopicsPolicy,
} from "../channels/create-channel.js";
import type { ChannelPermissions } from "../channels/permissions.js";
import { type PostingPolicy, translatePostingPolicy } from "../channels/posting-policy.js";
import { quoted } from "../encoding.js";
import { field, Nothing } from "../envelope.js";
import { Channel, SubscribeResult, Subscription, UnsubscribeResult } from "../schemas/channel.js";
import type { ChangeGroupSetting } from "../schemas/group-setting.js";
import type { ZulipTransport } from "../transport.js";

/** Which channels to list. */
export interface ListChannels {
  /** @default true */
  include_public?: boolean | undefined;
  /** @default true */
  include_subscribed?: boolean | undefined;
  /** Those new users are subscribed to. @default false */
  include_default?: boolean | undefined;
  /** All the account may know of: for administrators, all there are. Since Zulip 10. @default false */
  include_all?: boolean | undefined;
  /** Since Zulip 10; servers before never list them. @default true */
  exclude_archived?: boolean | undefined;
}

/** A channel to subscribe to. */
export interface SubscriptionRequest {
  name: string;
  /** For a channel that this creates. */
  description?: string | undefined;
}

/** Who is to be subscribed to what, and how channels are made that do not exist. */
export interface Subscribe extends NewChannelSettings {
  /** Channels by name; those that do not exist are created. */
  subscriptions: readonly SubscriptionRequest[];
  /** Users, all by id or all by e-mail address. @default the account itself */
  principals?: readonly number[] | readonly string[] | undefined;
  /** Fails if one of the channels cannot be subscribed to. @default true */
  authorization_errors_fatal?: boolean | undefined;
}

/** What to change of a channel. */
export interface UpdateChannel extends ChannelPermissions<ChangeGroupSetting> {
  new_name?: string | undefined;
  description?: string | undefined;
  is_private?: boolean | undefined;
  is_web_public?: boolean | undefined;
  history_public_to_subscribers?: boolean | undefined;
  is_default_stream?: boolean | undefined;
  /** Who may write; for servers since 10 it is put as `can_send_message_group`. */
  stream_post_policy?: PostingPolicy | undefined;
  /** Days, or a word for all of them. */
  message_retention_days?: number | "realm_default" | "unlimited" | undefined;
  /** `null` takes it out of its folder. */
  folder_id?: number | null | undefined;
  topics_policy?: TopicsPolicy | undefined;
  /** Brings an archived channel back; since Zulip 11. */
  is_archived?: boolean | undefined;
}

/** Who is to be unsubscribed from what. */
export interface Unsubscribe {
  /** Names of channels. */
  subscriptions: readonly string[];
  /** Users, all by id or all by e-mail address. @default the account itself */
  principals?: readonly number[] | readonly string[] | undefined;
}

const Channels = field("streams", z.array(Channel));
const SingleChannel = field("stream", Channel);
const ChannelId = field("stream_id", z.number());
const Subscriptions = field("subscriptions", z.array(Subscription));
const Subscribers = field("subscribers", z.array(z.number()));
const EmailAddress = field("email", z.string());

/** Channels, in the paths and fields of the API still called streams, and who is subscribed to them. */
export class ChannelsResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Lists channels; the server gives them at once. @see https://zulip.com/api/get-streams */
  async list(params: ListChannels = {}, options?: RequestOptions): Promise<Page<Channel>> {
    return this.transport.list(path`streams`, params, Channels, options);
  }

  /** Gets a channel. @throws NotFoundError @see https://zulip.com/api/get-stream-by-id */
  async get(streamId: number, options?: RequestOptions): Promise<Channel> {
    return this.transport.get(path`streams/${streamId}`, {}, SingleChannel, options);
  }

  /**
   * Finds a channel's id by its name; upper and lower case make no difference.
   *
   * @throws NotFoundError, also for a channel this account may not see.
   * @see https://zulip.com/api/get-stream-id
   */
  async getId(name: string, options?: RequestOptions): Promise<number> {
    return this.transport.get(path`get_stream_id`, { stream: name }, ChannelId, options);
  }

  /**
   * Creates a channel.
   *
   * Servers before Zulip 11 create it by subscribing people; there the account itself is subscribed if nobody else is.
   *
   * @returns its id
   * @throws BadRequestError for a name that is taken, from Zulip 11 on
   * @see https://zulip.com/api/create-channel
   */
  async create(params: CreateChannel, options?: RequestOptions): Promise<number> {
    return createChannel(this.transport, params, options);
  }

  /**
   * Changes a channel.
   *
   * @throws ConflictError `EXPECTATION_MISMATCH` when a permission is not what `old` says
   * @see https://zulip.com/api/update-stream
   */
  async update(streamId: number, params: UpdateChannel, options?: RequestOptions): Promise<void> {
    const group = (id: number): ChangeGroupSetting => ({ new: id });
    const fields = await translatePostingPolicy(this.transport, params, group, options);
    const message_retention_days = quoted(params.message_retention_days);
    return this.transport.patch(
      path`streams/${streamId}`,
      { ...fields, message_retention_days },
      Nothing,
      options,
    );
  }

  /** Gets the address that turns mail into messages of a channel. @see https://zulip.com/api/get-channel-email-address */
  async emailAddress(
    streamId: number,
    params: {
      /** In whose name they are sent: the account's, a bot's, or the Email Gateway bot's. */
      sender_id?: number | undefined;
    } = {},
    options?: RequestOptions,
  ): Promise<string> {
    return this.transport
      .since(226)
      .get(path`streams/${streamId}/email_address`, params, EmailAddress, options);
  }

  /**
   * Subscribes users to channels, and creates the channels that do not exist.
   *
   * Doing it again changes nothing, so it is repeated like a PUT.
   *
   * @throws BadRequestError for a user that does not exist; nobody is subscribed then.
   * @see https://zulip.com/api/subscribe
   */
  async subscribe(params: Subscribe, options?: RequestOptions): Promise<SubscribeResult> {
    const { message_retention_days } = params;
    const fields = await translatePostingPolicy(this.transport, params, (id) => id, options);
    const request = { ...fields, message_retention_days: quoted(message_retention_days) };
    return this.transport.repeatablePost(path`users/me/subscriptions`, request, SubscribeResult, options);
  }

  /** Unsubscribes users from channels. @see https://zulip.com/api/unsubscribe */
  async unsubscribe(params: Unsubscribe, options?: RequestOptions): Promise<UnsubscribeResult> {
    return this.transport.delete(path`users/me/subscriptions`, params, UnsubscribeResult, options);
  }

  /** Gets the ids of a channel's subscribers. @see https://zulip.com/api/get-subscribers */
  async subscribers(streamId: number, options?: RequestOptions): Promise<number[]> {
    return this.transport.get(path`streams/${streamId}/members`, {}, Subscribers, options);
  }

  /** Lists the channels this account is subscribed to. @see https://zulip.com/api/get-subscriptions */
  async subscriptions(
    params: {
      /** @default false */
      include_subscribers?: boolean | "partial" | undefined;
    } = {},
    options?: RequestOptions,
  ): Promise<Page<Subscription>> {
    return this.transport.list(path`users/me/subscriptions`, params, Subscriptions, options);
  }

  /** Archives a channel; its messages stay. @see https://zulip.com/api/archive-stream */
  async archive(streamId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`streams/${streamId}`, {}, Nothing, options);
  }
}
