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

/** The feature level at which a channel is named by `stream_id`. */
const STREAM_ID_SINCE = 215;

/** Notices that the account is typing. */
export class TypingResource {
  constructor(private readonly transport: ZulipTransport) {}

  /**
   * Tells that the account is typing, and goes on telling until the notice is stopped, disposed of, the signal aborts, or
   * the client is closed. Others are told that, too.
   *
   * @example
   * await using notice = await zulip.typing.start({ type: "direct", to: [userId] });
   * await zulip.messages.send(await composeAnswer());
   */
  async start(place: TypingPlace, options?: RequestOptions): Promise<TypingNotice> {
    return TypingNotice.start(this.transport, (op, how) => this.set({ ...place, op }, how), options);
  }

  /** Tells once that the account has started or stopped typing. @see https://zulip.com/api/set-typing-status */
  async set(params: SetTyping, options?: RequestOptions): Promise<void> {
    if (params.type === "direct") checkRecipients(params.to);
    const fields = params.type === "direct" ? params : await this.#inChannel(params, options);
    return this.transport.repeatablePost(path`typing`, fields, Nothing, options);
  }

  /** The channel was a recipient before it had a parameter of its own. */
  async #inChannel(
    { stream_id, topic, op }: Exclude<SetTyping, { type: "direct" }>,
    options: RequestOptions | undefined,
  ): Promise<object> {
    const hasParameter = (await this.transport.server.featureLevel(options)) >= STREAM_ID_SINCE;
    // The type by the name every server knows.
    return { type: "stream", ...(hasParameter ? { stream_id } : { to: [stream_id] }), topic, op };
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
