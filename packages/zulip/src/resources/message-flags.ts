import { path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import { type NarrowTerms, wireNarrow } from "../narrow.js";
import { FlaggedMessages, FlaggedNarrow } from "../schemas/message.js";
import type { ZulipTransport } from "../transport.js";

/** A flag an account can set; servers have more that they set themselves. */
export type MessageFlag = "collapsed" | "read" | "starred" | (string & {});

/** Which messages get or lose a flag. */
export interface UpdateMessageFlags {
  messages: readonly number[];
  op: "add" | "remove";
  flag: MessageFlag;
}

/** Which messages of a search get or lose a flag. */
export interface UpdateMessageFlagsForNarrow {
  anchor: number | "newest" | "oldest" | "first_unread";
  /** @default true */
  include_anchor?: boolean | undefined;
  num_before: number;
  num_after: number;
  narrow: NarrowTerms;
  op: "add" | "remove";
  flag: MessageFlag;
}

const Complete = field("complete", z.boolean().optional());

/** The account's own flags on messages: read, starred, collapsed. */
export class MessageFlagsResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Adds a flag to messages or removes it. @see https://zulip.com/api/update-message-flags */
  async update(params: UpdateMessageFlags, options?: RequestOptions): Promise<FlaggedMessages> {
    return this.transport.repeatablePost(path`messages/flags`, params, FlaggedMessages, options);
  }

  /** Adds a flag to what a search finds or removes it. @see https://zulip.com/api/update-message-flags-for-narrow */
  async updateForNarrow(
    params: UpdateMessageFlagsForNarrow,
    options?: RequestOptions,
  ): Promise<FlaggedNarrow> {
    const fields = { ...params, narrow: wireNarrow(params.narrow) };
    return this.transport.post(path`messages/flags/narrow`, fields, FlaggedNarrow, options);
  }

  /** Marks everything as read, however many requests that takes. @see https://zulip.com/api/mark-all-as-read */
  async markAllAsRead(options?: RequestOptions): Promise<void> {
    // The server stops after a while and says that there is more.
    while ((await this.transport.repeatablePost(path`mark_all_as_read`, {}, Complete, options)) === false);
  }

  /** Marks a channel as read. @see https://zulip.com/api/mark-stream-as-read */
  async markChannelAsRead(streamId: number, options?: RequestOptions): Promise<void> {
    const params = { stream_id: streamId };
    return this.transport.repeatablePost(path`mark_stream_as_read`, params, Nothing, options);
  }

  /** Marks a topic as read. @see https://zulip.com/api/mark-topic-as-read */
  async markTopicAsRead(
    streamId: number,
    params: { topic_name: string },
    options?: RequestOptions,
  ): Promise<void> {
    const fields = { stream_id: streamId, ...params };
    return this.transport.repeatablePost(path`mark_topic_as_read`, fields, Nothing, options);
  }
}
