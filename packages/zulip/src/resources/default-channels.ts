import { path, type RequestOptions } from "@platformq/resilience";
import { Nothing } from "../envelope.js";
import type { ZulipTransport } from "../transport.js";

/** Channels that new users are subscribed to; for administrators. */
export class DefaultChannelsResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Makes a channel a default one. @see https://zulip.com/api/add-default-stream */
  async add(streamId: number, options?: RequestOptions): Promise<void> {
    const params = { stream_id: streamId };
    return this.transport.repeatablePost(path`default_streams`, params, Nothing, options);
  }

  /** Makes a channel an ordinary one. @see https://zulip.com/api/remove-default-stream */
  async remove(streamId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`default_streams`, { stream_id: streamId }, Nothing, options);
  }
}
