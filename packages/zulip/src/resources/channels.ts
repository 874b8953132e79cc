import { Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { quoted } from "../encoding.js";
import { Nothing } from "../envelope.js";
import { Channel, SubscribeResult, Subscription, UnsubscribeResult } from "../schemas/channel.js";
import type { ZulipTransport } from "../transport.js";

/** Which channels to list. */
export interface ListChannels {
  /** @default true */
  include_public?: boolean | undefined;
  /** @default true */
  include_subscribed?: boolean | undefined;
  /** Those new users are subscribed to. @default false */
  include_default?: boolean | undefined;
  /** All there are; for administrators. @default false */
  include_all?: boolean | undefined;
  /** @default true */
  exclude_archived?: boolean | undefined;
}

/** A channel to subscribe to. */
export interface SubscriptionRequest {
  name: string;
  /** For a channel that this creates. */
  description?: string | undefined;
}

/** Who is to be subscribed to what, and how channels are made that do not exist. */
export interface Subscribe {
  /** Channels by name; those that do not exist are created. */
  subscriptions: readonly SubscriptionRequest[];
  /** Users, all by id or all by e-mail address. @default the account itself */
  principals?: readonly number[] | readonly string[] | undefined;
  /** Fails if one of the channels cannot be subscribed to. @default true */
  authorization_errors_fatal?: boolean | undefined;
  /** Announces new channels. @default false */
  announce?: boolean | undefined;
  /** Makes new channels private. @default false */
  invite_only?: boolean | undefined;
  is_web_public?: boolean | undefined;
  /** Subscribes new users to the new channels. @default false */
  is_default_stream?: boolean | undefined;
  /** @default true for public channels */
  history_public_to_subscribers?: boolean | undefined;
  /** Days, or a word for all of them. @default "realm_default" */
  message_retention_days?: number | "realm_default" | "unlimited" | undefined;
  /** Tells people by a direct message. @default true */
  send_new_subscription_messages?: boolean | undefined;
}

/** Who is to be unsubscribed from what. */
export interface Unsubscribe {
  /** Names of channels. */
  subscriptions: readonly string[];
  /** Users, all by id or all by e-mail address. @default the account itself */
  principals?: readonly number[] | readonly string[] | undefined;
}

const Channels = z.looseObject({ streams: z.array(Channel) });
const SingleChannel = z.looseObject({ stream: Channel });
const ChannelId = z.looseObject({ stream_id: z.number() });
const Subscriptions = z.looseObject({ subscriptions: z.array(Subscription) });
const Subscribers = z.looseObject({ subscribers: z.array(z.number()) });

/** Channels, in the paths and fields of the API still called streams, and who is subscribed to them. */
export class ChannelsResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Lists channels; the server gives them at once. @see https://zulip.com/api/get-streams */
  async list(params: ListChannels = {}, options?: RequestOptions): Promise<Page<Channel>> {
    const { streams } = await this.transport.get(path`streams`, params, Channels, options);
    return new Page({ items: streams, total: streams.length });
  }

  /** Gets a channel. @throws NotFoundError @see https://zulip.com/api/get-stream-by-id */
  async get(streamId: number, options?: RequestOptions): Promise<Channel> {
    return (await this.transport.get(path`streams/${streamId}`, {}, SingleChannel, options)).stream;
  }

  /**
   * Finds a channel's id by its name; upper and lower case make no difference.
   *
   * @throws NotFoundError, also for a channel this account may not see.
   * @see https://zulip.com/api/get-stream-id
   */
  async getId(name: string, options?: RequestOptions): Promise<number> {
    return (await this.transport.get(path`get_stream_id`, { stream: name }, ChannelId, options)).stream_id;
  }

  /**
   * Subscribes users to channels, and creates the channels that do not exist.
   *
   * Doing it again changes nothing, so it is repeated like a PUT.
   *
   * @throws BadRequestError for a user that does not exist; nobody is subscribed then.
   * @see https://zulip.com/api/subscribe
   */
  subscribe(params: Subscribe, options?: RequestOptions): Promise<SubscribeResult> {
    const { message_retention_days } = params;
    return this.transport.request(
      {
        method: "POST",
        path: path`users/me/subscriptions`,
        params: { ...params, message_retention_days: quoted(message_retention_days) },
        idempotent: true,
      },
      SubscribeResult,
      options,
    );
  }

  /** Unsubscribes users from channels. @see https://zulip.com/api/unsubscribe */
  unsubscribe(params: Unsubscribe, options?: RequestOptions): Promise<UnsubscribeResult> {
    return this.transport.delete(path`users/me/subscriptions`, params, UnsubscribeResult, options);
  }

  /** Gets the ids of a channel's subscribers. @see https://zulip.com/api/get-subscribers */
  async subscribers(streamId: number, options?: RequestOptions): Promise<number[]> {
    return (await this.transport.get(path`streams/${streamId}/members`, {}, Subscribers, options))
      .subscribers;
  }

  /** Lists the channels this account is subscribed to. @see https://zulip.com/api/get-subscriptions */
  async subscriptions(
    params: {
      /** @default false */
      include_subscribers?: boolean | undefined;
    } = {},
    options?: RequestOptions,
  ): Promise<Page<Subscription>> {
    const { subscriptions } = await this.transport.get(
      path`users/me/subscriptions`,
      params,
      Subscriptions,
      options,
    );
    return new Page({ items: subscriptions, total: subscriptions.length });
  }

  /** Archives a channel; its messages stay. @see https://zulip.com/api/archive-stream */
  archive(streamId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`streams/${streamId}`, {}, Nothing, options);
  }
}
