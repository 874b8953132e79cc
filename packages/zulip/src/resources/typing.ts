import { path, type RequestOptions } from "@platformq/resilience";
import { Nothing } from "../envelope.js";
import { checkRecipients } from "../messages/new-message.js";
import type { ZulipTransport } from "../transport.js";
import { TypingNotice } from "../typing/typing-notice.js";

/** Where the account is typing. */
export type TypingPlace =
  | {
      type: "direct";
      /** User ids. */
      to: readonly number[];
    }
  | { type: "channel" | "stream"; stream_id: number; topic: string };

/** Whether the account is typing, and where. */
export type SetTyping = TypingPlace & { op: "start" | "stop" };

/** Notices that the account is typing. */
export class TypingResource {
  constructor(private readonly transport: ZulipTransport) {}

  /**
   * Tells that the account is typing, and goes on telling until the notice is stopped, disposed of, or the client closed.
   *
   * @example
   * await using notice = await zulip.typing.start({ type: "direct", to: [userId] });
   * await zulip.messages.send(await composeAnswer());
   */
  async start(place: TypingPlace, options?: RequestOptions): Promise<TypingNotice> {
    return TypingNotice.start(this.transport, (op) => this.set({ ...place, op }, options));
  }

  /** Tells once that the account has started or stopped typing. @see https://zulip.com/api/set-typing-status */
  async set(params: SetTyping, options?: RequestOptions): Promise<void> {
    if (params.type === "direct") checkRecipients(params.to);
    // The new name came with Zulip 9.
    const fields = params.type === "channel" ? { ...params, type: "stream" } : params;
    return this.transport.repeatablePost(path`typing`, fields, Nothing, options);
  }

  /** Tells that the account edits a message; since Zulip 11. @see https://zulip.com/api/set-typing-status-for-message-edit */
  async setForMessageEdit(
    messageId: number,
    params: { op: "start" | "stop" },
    options?: RequestOptions,
  ): Promise<void> {
    const message = path`messages/${messageId}/typing`;
    return this.transport.since(361).repeatablePost(message, params, Nothing, options);
  }
}
