import { type Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import { checkText } from "../messages/check-text.js";
import { checkRecipients } from "../messages/new-message.js";
import { ScheduledMessage } from "../schemas/scheduled-message.js";
import type { ZulipTransport } from "../transport.js";

/** A message to send at a time. */
export interface CreateScheduledMessage {
  type: "channel" | "direct" | "stream";
  /** The channel's id, or ids of users; names and addresses are not taken here. */
  to: number | readonly number[];
  content: string;
  /** For a channel. */
  topic?: string | undefined;
  /** Seconds since 1970. */
  scheduled_delivery_timestamp: number;
  read_by_sender?: boolean | undefined;
}

/** What to change of a message before it is sent. */
export type UpdateScheduledMessage = Partial<Omit<CreateScheduledMessage, "read_by_sender">>;

const ScheduledMessages = field("scheduled_messages", z.array(ScheduledMessage));
const ScheduledId = field("scheduled_message_id", z.number());

/** Messages the server will send. */
export class ScheduledMessagesResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Lists what has not been sent yet, the soonest first. @see https://zulip.com/api/get-scheduled-messages */
  async list(options?: RequestOptions): Promise<Page<ScheduledMessage>> {
    return this.transport.list(path`scheduled_messages`, {}, ScheduledMessages, options);
  }

  /**
   * Schedules a message.
   *
   * @returns its id
   * @throws InvalidInputError for text longer than the server's limit and for nobody to send it to
   * @see https://zulip.com/api/create-scheduled-message
   */
  async create(params: CreateScheduledMessage, options?: RequestOptions): Promise<number> {
    const fields = wire(params);
    await checkText(params, this.transport.server, options);
    return this.transport.post(path`scheduled_messages`, fields, ScheduledId, options);
  }

  /** Changes a message before it is sent. @throws NotFoundError @see https://zulip.com/api/update-scheduled-message */
  async update(
    scheduledMessageId: number,
    params: UpdateScheduledMessage,
    options?: RequestOptions,
  ): Promise<void> {
    const fields = wire(params);
    await checkText(params, this.transport.server, options);
    return this.transport.patch(path`scheduled_messages/${scheduledMessageId}`, fields, Nothing, options);
  }

  /** Takes a message back before it is sent. @throws NotFoundError @see https://zulip.com/api/delete-scheduled-message */
  async delete(scheduledMessageId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`scheduled_messages/${scheduledMessageId}`, {}, Nothing, options);
  }
}

/** Servers before 9 know the type by its old name only. */
function wire(params: UpdateScheduledMessage): object {
  if (typeof params.to === "object") checkRecipients(params.to);
  return params.type === "channel" ? { ...params, type: "stream" } : params;
}
