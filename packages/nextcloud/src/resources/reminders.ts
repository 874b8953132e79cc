import { openObject, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { Nothing } from "../ocs/envelope.js";
import type { NextcloudTransport } from "../transport.js";

const Reminder = openObject({ dueDate: z.string().nullable() }).transform(({ dueDate }) =>
  dueDate === null ? null : new Date(dueDate),
);

/** Reminders of files. @see https://github.com/nextcloud/server/tree/master/apps/files_reminders */
export class RemindersResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Tells when the account is reminded of a file; `null` for never. */
  async get(fileId: number, options?: RequestOptions): Promise<Date | null> {
    return this.transport.ocs.get(path`apps/files_reminders/api/v1/${fileId}`, {}, Reminder, options);
  }

  /** Has the account reminded of a file, instead of another time. @throws NotFoundError, BadRequestError for the past. */
  async set(fileId: number, dueDate: Date, options?: RequestOptions): Promise<void> {
    const params = { dueDate: dueDate.toISOString() };
    return this.transport.ocs.put(path`apps/files_reminders/api/v1/${fileId}`, params, Nothing, options);
  }

  /** Takes a reminder back. @throws NotFoundError */
  async delete(fileId: number, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.delete(path`apps/files_reminders/api/v1/${fileId}`, {}, Nothing, options);
  }
}
