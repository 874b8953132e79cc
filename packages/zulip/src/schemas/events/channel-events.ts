import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Channel, Subscription } from "../channel.js";
import { eventOf, opOf } from "./event.js";

const ids = z.array(z.number());
const Named = openObject({ stream_id: z.number(), name: z.string() });

/** What happens to channels, and to the account's relation to them. */
export const channelEvents = [
  opOf("subscription", "add", { subscriptions: z.array(Subscription) }),
  opOf("subscription", "remove", { subscriptions: z.array(Named) }),
  opOf("subscription", "update", { stream_id: z.number(), property: z.string(), value: z.unknown() }),
  /** Others came or went. */
  opOf("subscription", ["peer_add", "peer_remove"], { stream_ids: ids, user_ids: ids }),
  opOf("stream", "create", { streams: z.array(Channel) }),
  opOf("stream", "delete", { streams: z.array(Named).optional(), stream_ids: ids.optional() }),
  opOf("stream", "update", {
    stream_id: z.number(),
    name: z.string(),
    property: z.string(),
    value: z.unknown(),
  }),
  /** Channels before Zulip 10, ids since. */
  eventOf("default_streams", { default_streams: z.array(z.union([z.number(), Channel])) }),
  eventOf("default_stream_groups", { default_stream_groups: z.array(openObject({ name: z.string() })) }),
  opOf("channel_folder", "add", { channel_folder: openObject({ id: z.number(), name: z.string() }) }),
  opOf("channel_folder", "update", { channel_folder_id: z.number(), data: openObject({}) }),
  opOf("channel_folder", "reorder", { order: ids }),
  eventOf("user_topic", {
    stream_id: z.number(),
    topic_name: z.string(),
    /** Seconds since 1970. */
    last_updated: z.number(),
    /** 0 none, 1 muted, 2 unmuted, 3 followed. */
    visibility_policy: z.number(),
  }),
] as const;
