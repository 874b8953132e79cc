import { path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { quoted } from "../encoding.js";
import { field } from "../envelope.js";
import { SubscribeResult } from "../schemas/channel.js";
import type { GroupSetting } from "../schemas/group-setting.js";
import type { ZulipTransport } from "../transport.js";
import type { ChannelPermissions } from "./permissions.js";
import { type PostingPolicy, translatePostingPolicy } from "./posting-policy.js";

/** What a new channel is like. */
export interface NewChannelSettings extends ChannelPermissions<GroupSetting> {
  /** Announces it to the organisation. @default false */
  announce?: boolean | undefined;
  /** Makes it private. @default false */
  invite_only?: boolean | undefined;
  is_web_public?: boolean | undefined;
  /** Subscribes new users. @default false */
  is_default_stream?: boolean | undefined;
  /** @default true for public channels */
  history_public_to_subscribers?: boolean | undefined;
  /** Days, or a word for all of them. @default "realm_default" */
  message_retention_days?: number | "realm_default" | "unlimited" | undefined;
  folder_id?: number | undefined;
  topics_policy?: TopicsPolicy | undefined;
  /** Who may write; for servers since 10 it is put as `can_send_message_group`. */
  stream_post_policy?: PostingPolicy | undefined;
  /** Tells the subscribers by a direct message. @default true */
  send_new_subscription_messages?: boolean | undefined;
}

/** A channel to create. */
export interface CreateChannel extends NewChannelSettings {
  name: string;
  description?: string | undefined;
  /** User ids. @default nobody */
  subscribers?: readonly number[] | undefined;
}

/** Whether messages may be without a topic; since Zulip 11. */
export type TopicsPolicy =
  | "allow_empty_topic"
  | "disable_empty_topic"
  | "empty_topic_only"
  | "inherit"
  | (string & {});

/** Before, channels are created by subscribing somebody. */
const CREATE_SINCE = 417;

const CreatedId = field("id", z.number());
const StreamId = field("stream_id", z.number());

/** Creates a channel in the way the server has for it. @returns its id */
export async function createChannel(
  transport: ZulipTransport,
  params: CreateChannel,
  options?: RequestOptions,
): Promise<number> {
  const { name, description, subscribers, message_retention_days, ...rest } = params;
  const translated = await translatePostingPolicy(transport, rest, (id) => id, options);
  const settings = { ...translated, message_retention_days: quoted(message_retention_days) };
  if ((await transport.server.featureLevel(options)) >= CREATE_SINCE) {
    // The server wants the list, be it empty.
    const channel = { name, description, subscribers: subscribers ?? [], ...settings };
    return transport.post(path`channels/create`, channel, CreatedId, options);
  }
  const subscriptions = [{ name, description }];
  const subscribe = { ...settings, subscriptions, principals: subscribers };
  await transport.post(path`users/me/subscriptions`, subscribe, SubscribeResult, options);
  return transport.get(path`get_stream_id`, { stream: name }, StreamId, options);
}
