import { Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { quoted } from "../encoding.js";
import { Nothing } from "../envelope.js";
import { Message, SentMessage } from "../schemas/message.js";
import type { ZulipTransport } from "../transport.js";

interface NewMessage {
  /** Markdown. The server cuts what is too long (10,000 characters by default) without an error. */
  content: string;
  /** Has the event of this message carry `local_id`; needs it. */
  queue_id?: string | undefined;
  /** Comes back as `local_message_id`. It does not keep a message from being sent twice. */
  local_id?: string | undefined;
  read_by_sender?: boolean | undefined;
}

/** A message to a channel. */
export interface SendChannelMessage extends NewMessage {
  /** `channel` needs Zulip 9. */
  type: "stream" | "channel";
  /** The channel's id or name. */
  to: number | string;
  /** The server cuts what is too long (60 characters by default) without an error. */
  topic: string;
}

/** A message to people. */
export interface SendDirectMessage extends NewMessage {
  type: "direct";
  /** All by user id or all by e-mail address. */
  to: readonly number[] | readonly string[];
}

/** A message to send. */
export type SendMessage = SendChannelMessage | SendDirectMessage;

/** What a narrow can go by; servers know more with every release. */
export type NarrowOperator =
  | "channel"
  | "channels"
  | "stream"
  | "streams"
  | "topic"
  | "dm"
  | "dm-including"
  | "sender"
  | "near"
  | "id"
  | "with"
  | "has"
  | "is"
  | "in"
  | "search"
  | (string & {});

/** One condition of a search. @see https://zulip.com/api/construct-narrow */
export interface NarrowTerm {
  operator: NarrowOperator;
  operand: string | number | readonly number[];
  negated?: boolean | undefined;
}

/** Which messages to list. */
export interface ListMessages {
  /** A message id, or where to begin. @default "newest" */
  anchor?: number | "newest" | "oldest" | "first_unread" | undefined;
  /** Messages before the anchor; with `num_after` at most 5,000. @default 100, or 0 with `num_after` */
  num_before?: number | undefined;
  /** Messages after the anchor. @default 0 */
  num_after?: number | undefined;
  /** @default true */
  include_anchor?: boolean | undefined;
  /** All of these. Without a channel only the account's own history is searched. @default [] */
  narrow?: readonly NarrowTerm[] | undefined;
  /** `true` gives HTML, `false` Markdown. @default true */
  apply_markdown?: boolean | undefined;
  /** @default true */
  client_gravatar?: boolean | undefined;
  /** Gives an empty topic as it is, not by the name people see; since Zulip 10. @default false */
  allow_empty_topic_name?: boolean | undefined;
}

/** What to change of a message: its content, or where it stands. */
export interface UpdateMessage {
  content?: string | undefined;
  topic?: string | undefined;
  /** Moves it to another channel. */
  stream_id?: number | undefined;
  /** Which messages of the topic go along. @default "change_one" */
  propagate_mode?: "change_one" | "change_later" | "change_all" | undefined;
  /** @default false */
  send_notification_to_old_thread?: boolean | undefined;
  /** @default true */
  send_notification_to_new_thread?: boolean | undefined;
  /** Changes the content only while it has this SHA-256; since Zulip 11. */
  prev_content_sha256?: string | undefined;
}

const Messages = z.looseObject({
  messages: z.array(Message),
  found_oldest: z.boolean(),
  found_newest: z.boolean(),
});
const SingleMessage = z.looseObject({ message: Message });

const DEFAULT_PAGE = 100;

/** Messages. */
export class MessagesResource {
  constructor(private readonly transport: ZulipTransport) {}

  /**
   * Sends a message.
   *
   * Zulip has no protection from sending twice: after an unknown outcome it is not repeated, and the error's `outcome`
   * is `unknown`.
   *
   * @throws NotFoundError `STREAM_DOES_NOT_EXIST`
   * @see https://zulip.com/api/send-message
   */
  send(params: SendMessage, options?: RequestOptions): Promise<SentMessage> {
    // A channel named 123 or null would be read as an id or as nothing.
    const fields = { ...params, to: quoted(params.to) };
    return this.transport.post(path`messages`, fields, SentMessage, options);
  }

  /**
   * Lists messages, oldest first. The next page goes on in the direction asked for: to older messages with
   * `num_before`, to newer ones with `num_after`, nowhere with both.
   *
   * @see https://zulip.com/api/get-messages
   */
  async list(params: ListMessages = {}, options?: RequestOptions): Promise<Page<Message>> {
    const { num_after = 0, num_before = num_after > 0 ? 0 : DEFAULT_PAGE, anchor = "newest" } = params;
    const query = { ...params, anchor, num_before, num_after };
    const answer = await this.transport.get(path`messages`, query, Messages, options);
    const { messages, found_oldest, found_newest } = answer;
    const backward = num_after === 0;
    const edge = backward ? messages[0] : messages.at(-1);
    const isLast = (num_before > 0 && num_after > 0) || (backward ? found_oldest : found_newest);
    const follows = !isLast && edge !== undefined;
    return new Page({
      items: messages,
      next: follows
        ? () => this.list({ ...query, anchor: edge.id, include_anchor: false }, options)
        : undefined,
    });
  }

  /** Gets a message. @throws NotFoundError @see https://zulip.com/api/get-message */
  async get(
    messageId: number,
    params: Pick<ListMessages, "apply_markdown" | "allow_empty_topic_name"> = {},
    options?: RequestOptions,
  ): Promise<Message> {
    return (await this.transport.get(path`messages/${messageId}`, params, SingleMessage, options)).message;
  }

  /** Edits or moves a message. @throws ConflictError `EXPECTATION_MISMATCH` @see https://zulip.com/api/update-message */
  update(messageId: number, params: UpdateMessage, options?: RequestOptions): Promise<void> {
    return this.transport.patch(path`messages/${messageId}`, params, Nothing, options);
  }

  /** Deletes a message for good. @see https://zulip.com/api/delete-message */
  delete(messageId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`messages/${messageId}`, {}, Nothing, options);
  }
}
