import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { Reminder } from "../schemas/reminder.js";
import type { OpenProjectTransport } from "../transport.js";

/** When to be reminded of what. */
export interface WriteReminder {
  /** ISO 8601. */
  remindAt?: string | Date | undefined;
  note?: string | undefined;
}

/** Notes to oneself about work packages; since OpenProject 15. @see https://www.openproject.org/docs/api/endpoints/reminders/ */
export class RemindersResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists one's reminders that are still to come. */
  async list(options?: RequestOptions): Promise<Collection<Reminder>> {
    return this.transport.list(path`reminders`, {}, Reminder, options);
  }

  /** Lists one's reminders of a work package. */
  async listOf(workPackageId: number | string, options?: RequestOptions): Promise<Collection<Reminder>> {
    return this.transport.list(path`work_packages/${workPackageId}/reminders`, {}, Reminder, options);
  }

  /** Sets a reminder. @throws ConflictError when the work package has one of this account. */
  async create(
    workPackageId: number | string,
    params: WriteReminder & { remindAt: string | Date },
    options?: RequestOptions,
  ): Promise<Reminder> {
    return this.transport.post(path`work_packages/${workPackageId}/reminders`, params, Reminder, options);
  }

  /** Changes a reminder. @throws NotFoundError */
  async update(reminderId: number, params: WriteReminder, options?: RequestOptions): Promise<Reminder> {
    return this.transport.change(path`reminders/${reminderId}`, params, Reminder, options);
  }

  /** Deletes a reminder. @throws NotFoundError */
  async delete(reminderId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`reminders/${reminderId}`, options);
  }
}
