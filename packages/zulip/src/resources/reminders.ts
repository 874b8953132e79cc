import { type Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import { Reminder } from "../schemas/reminder.js";
import type { ZulipTransport } from "../transport.js";

/** When to be reminded of what. */
export interface CreateReminder {
  message_id: number;
  /** Seconds since 1970. */
  scheduled_delivery_timestamp: number;
  note?: string | undefined;
}

const Reminders = field("reminders", z.array(Reminder));
const ReminderId = field("reminder_id", z.number());

/** Reminders of messages; since Zulip 11. */
export class RemindersResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Lists reminders that are still to come. @see https://zulip.com/api/get-reminders */
  async list(options?: RequestOptions): Promise<Page<Reminder>> {
    return this.transport.since(399).list(path`reminders`, {}, Reminders, options);
  }

  /** Has the account reminded of a message. @returns the reminder's id @see https://zulip.com/api/create-message-reminder */
  async create(params: CreateReminder, options?: RequestOptions): Promise<number> {
    return this.transport.since(381).post(path`reminders`, params, ReminderId, options);
  }

  /** Deletes a reminder. @throws NotFoundError @see https://zulip.com/api/delete-reminder */
  async delete(reminderId: number, options?: RequestOptions): Promise<void> {
    return this.transport.since(399).delete(path`reminders/${reminderId}`, {}, Nothing, options);
  }
}
