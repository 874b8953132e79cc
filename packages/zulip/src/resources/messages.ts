import { openObject, Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import { checkText } from "../messages/check-text.js";
import { type SendMessage, wireMessage } from "../messages/new-message.js";
import { OnceSender, type SendOnce, type SentOnce } from "../messages/send-once.js";
import { type IterateMessages, walkMessages } from "../messages/walk-messages.js";
import { type NarrowTerms, wireNarrow } from "../narrow.js";
import { Message, MessageEdit, MessageMatch, SentMessage, UpdatedMessage } from "../schemas/message.js";
import type { ZulipTransport } from "../transport.js";

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
  narrow?: NarrowTerms | undefined;
  /** `true` gives HTML, `false` Markdown. @default true */
  apply_markdown?: boolean | undefined;
  /** @default true */
  client_gravatar?: boolean | undefined;
  /** Gives an empty topic as it is, not by the name people see; since Zulip 10. @default false */
  allow_empty_topic_name?: boolean | undefined;
}

/** How to show messages. */
type ShowMessages = Pick<ListMessages, "apply_markdown" | "client_gravatar" | "allow_empty_topic_name">;

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

/** Why a message is reported to the moderators. */
export interface ReportMessage {
  report_type: "harassment" | "inappropriate" | "norms" | "other" | "spam" | (string & {});
  /** Needed with `other`. */
  description?: string | undefined;
}

const Messages = openObject({
  messages: z.array(Message),
  // Answers to `message_ids` have neither.
  found_oldest: z.boolean().optional(),
  found_newest: z.boolean().optional(),
});
const SomeMessages = field("messages", z.array(Message));
const SingleMessage = field("message", Message);
const History = field("message_history", z.array(MessageEdit));
const Matches = field("messages", z.record(z.string(), MessageMatch));
const UserIds = field("user_ids", z.array(z.number()));
const Rendered = field("rendered", z.string());

const DEFAULT_PAGE = 100;

/** Messages. */
export class MessagesResource {
  readonly #once: OnceSender;

  constructor(private readonly transport: ZulipTransport) {
    this.#once = new OnceSender(transport, this);
  }

  /**
   * Sends a message.
   *
   * Zulip has no protection from sending twice: after an unknown outcome it is not repeated, and the error's `outcome`
   * is `unknown`; see {@link sendOnce}.
   *
   * @throws InvalidInputError for text longer than the server's limit and for recipients it would refuse;
   *   NotFoundError `STREAM_DOES_NOT_EXIST`
   * @see https://zulip.com/api/send-message
   */
  async send(params: SendMessage, options?: RequestOptions): Promise<SentMessage> {
    const fields = wireMessage(params);
    await checkText(params, this.transport.server, options);
    return this.transport.post(path`messages`, fields, SentMessage, options);
  }

  /**
   * Sends a message and resolves an unknown outcome: it looks for the message before it sends it again.
   *
   * A message counts as this one if the account sent it to the same place with the same text since the call began. Under
   * one key this client sends one message, whose id each call gets; a key whose sending failed may be used again.
   *
   * @throws what `send` throws; an error of unknown outcome only if the search failed too, or the third sending
   */
  async sendOnce(params: SendMessage, once: SendOnce, options?: RequestOptions): Promise<SentOnce> {
    return this.#once.send(params, once, options);
  }

  /**
   * Lists messages, oldest first. The next page goes on in the direction asked for: to older messages with
   * `num_before`, to newer ones with `num_after`, nowhere with both.
   *
   * @see https://zulip.com/api/get-messages
   */
  async list(params: ListMessages = {}, options?: RequestOptions): Promise<Page<Message>> {
    const { num_after = 0, num_before = num_after > 0 ? 0 : DEFAULT_PAGE, anchor = "newest" } = params;
    const query = { ...params, anchor, num_before, num_after, narrow: wireNarrow(params.narrow) };
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

  /**
   * Goes through messages in strict order, older or newer, until there are no more. One page is in memory at a time.
   *
   * @example for await (const message of zulip.messages.iterate({ narrow: narrow.channel("design") })) …
   */
  iterate(params: IterateMessages = {}, options?: RequestOptions): AsyncIterable<Message> {
    return walkMessages(this, params, options);
  }

  /** Gets those of the messages that the account may read; since Zulip 10. @see https://zulip.com/api/get-messages */
  async getMany(
    messageIds: readonly number[],
    params: ShowMessages = {},
    options?: RequestOptions,
  ): Promise<Message[]> {
    const query = { ...params, message_ids: messageIds };
    return this.transport.since(300).get(path`messages`, query, SomeMessages, options);
  }

  /** Gets a message. @throws NotFoundError @see https://zulip.com/api/get-message */
  async get(
    messageId: number,
    params: Pick<ListMessages, "apply_markdown" | "allow_empty_topic_name"> = {},
    options?: RequestOptions,
  ): Promise<Message> {
    return this.transport.get(path`messages/${messageId}`, params, SingleMessage, options);
  }

  /**
   * Edits or moves a message.
   *
   * @throws InvalidInputError for text longer than the server's limit; ConflictError `EXPECTATION_MISMATCH`;
   *   ForbiddenError `MOVE_MESSAGES_TIME_LIMIT_EXCEEDED`
   * @see https://zulip.com/api/update-message
   */
  async update(messageId: number, params: UpdateMessage, options?: RequestOptions): Promise<UpdatedMessage> {
    await checkText(params, this.transport.server, options);
    return this.transport.patch(path`messages/${messageId}`, params, UpdatedMessage, options);
  }

  /** Deletes a message for good. @see https://zulip.com/api/delete-message */
  async delete(messageId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`messages/${messageId}`, {}, Nothing, options);
  }

  /** Gets all versions of a message, the first one first. @see https://zulip.com/api/get-message-history */
  async history(
    messageId: number,
    params: Pick<ListMessages, "allow_empty_topic_name"> = {},
    options?: RequestOptions,
  ): Promise<MessageEdit[]> {
    return this.transport.get(path`messages/${messageId}/history`, params, History, options);
  }

  /** Turns Markdown into the server's HTML. @see https://zulip.com/api/render-message */
  async render(params: { content: string }, options?: RequestOptions): Promise<string> {
    return this.transport.repeatablePost(path`messages/render`, params, Rendered, options);
  }

  /** Gets the ids of the users who read a message. @see https://zulip.com/api/get-read-receipts */
  async readReceipts(messageId: number, options?: RequestOptions): Promise<number[]> {
    return this.transport.get(path`messages/${messageId}/read_receipts`, {}, UserIds, options);
  }

  /**
   * Finds out which of some messages a narrow would show, by message id as text.
   *
   * @see https://zulip.com/api/check-messages-match-narrow
   */
  async matchesNarrow(
    params: { msg_ids: readonly number[]; narrow: NarrowTerms },
    options?: RequestOptions,
  ): Promise<Record<string, MessageMatch>> {
    const query = { ...params, narrow: wireNarrow(params.narrow) };
    return this.transport.get(path`messages/matches_narrow`, query, Matches, options);
  }

  /** Reports a message to the moderators; since Zulip 11. @see https://zulip.com/api/report-message */
  async report(messageId: number, params: ReportMessage, options?: RequestOptions): Promise<void> {
    return this.transport.since(382).post(path`messages/${messageId}/report`, params, Nothing, options);
  }
}
