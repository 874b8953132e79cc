import { type Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import { Topic } from "../schemas/topic.js";
import type { ZulipTransport } from "../transport.js";

/** What the account wants to see of a topic. */
export interface UpdateUserTopic {
  stream_id: number;
  topic: string;
  /** 0 the channel's own, 1 muted, 2 unmuted, 3 followed. */
  visibility_policy: 0 | 1 | 2 | 3;
}

/** A topic to mute or not; the older form of {@link UpdateUserTopic}. */
export interface MuteTopic {
  stream_id: number;
  topic: string;
  op: "add" | "remove";
}

const Topics = field("topics", z.array(Topic));
const Complete = field("complete", z.boolean());

/** Topics of channels. */
export class TopicsResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Lists a channel's topics, the one with the newest message first. @see https://zulip.com/api/get-stream-topics */
  async list(
    streamId: number,
    params: {
      /** Gives the empty topic as it is; since Zulip 10. @default false */
      allow_empty_topic_name?: boolean | undefined;
    } = {},
    options?: RequestOptions,
  ): Promise<Page<Topic>> {
    return this.transport.list(path`users/me/${streamId}/topics`, params, Topics, options);
  }

  /** Deletes all messages of a topic, however many requests that takes. @see https://zulip.com/api/delete-topic */
  async delete(streamId: number, params: { topic_name: string }, options?: RequestOptions): Promise<void> {
    const topic = path`streams/${streamId}/delete_topic`;
    // The server stops after a while and says that there is more.
    while (!(await this.transport.repeatablePost(topic, params, Complete, options)));
  }

  /** Mutes, unmutes or follows a topic. @see https://zulip.com/api/update-user-topic */
  async updateVisibility(params: UpdateUserTopic, options?: RequestOptions): Promise<void> {
    return this.transport.repeatablePost(path`user_topics`, params, Nothing, options);
  }

  /** Mutes or unmutes a topic in the older way. @see https://zulip.com/api/mute-topic */
  async mute(params: MuteTopic, options?: RequestOptions): Promise<void> {
    return this.transport.patch(path`users/me/subscriptions/muted_topics`, params, Nothing, options);
  }
}
