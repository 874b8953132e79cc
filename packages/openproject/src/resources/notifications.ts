import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { encodeListParams, type ListParams } from "../hal/list-params.js";
import { ResourceSchema } from "../hal/schema.js";
import { Notification, NotificationDetail } from "../schemas/notification.js";
import type { OpenProjectTransport } from "../transport.js";

/** What this account is told of. @see https://www.openproject.org/docs/api/endpoints/notifications/ */
export class NotificationsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists notifications; filters are `readIAN`, `reason`, `project`, `resourceId`, `resourceType`. */
  async list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<Notification>> {
    return this.transport.list(path`notifications`, params, Notification, options);
  }

  /** Gets a notification. @throws NotFoundError */
  async get(notificationId: number, options?: RequestOptions): Promise<Notification> {
    return this.transport.get(path`notifications/${notificationId}`, {}, Notification, options);
  }

  /** Gets one of the properties a notification is about. */
  async getDetail(
    notificationId: number,
    detailId: number,
    options?: RequestOptions,
  ): Promise<NotificationDetail> {
    const where = path`notifications/${notificationId}/details/${detailId}`;
    return this.transport.get(where, {}, NotificationDetail, options);
  }

  /** Gets what the values of a detail mean. @param property Such as `startDate`. */
  async valuesSchema(property: string, options?: RequestOptions): Promise<ResourceSchema> {
    // Not `schema/`, as is documented.
    return this.transport.get(path`values/schemas/${property}`, {}, ResourceSchema, options);
  }

  /** Marks a notification as read. */
  async markRead(notificationId: number, options?: RequestOptions): Promise<void> {
    return this.transport.command("POST", path`notifications/${notificationId}/read_ian`, {}, options);
  }

  /** Marks a notification as not read. */
  async markUnread(notificationId: number, options?: RequestOptions): Promise<void> {
    return this.transport.command("POST", path`notifications/${notificationId}/unread_ian`, {}, options);
  }

  /** Marks all notifications that meet the filters as read. */
  async markAllRead(params: Required<Pick<ListParams, "filters">>, options?: RequestOptions): Promise<void> {
    const query = encodeListParams(params);
    return this.transport.command("POST", path`notifications/read_ian`, query, options);
  }

  /** Marks all notifications that meet the filters as not read. */
  async markAllUnread(
    params: Required<Pick<ListParams, "filters">>,
    options?: RequestOptions,
  ): Promise<void> {
    const query = encodeListParams(params);
    return this.transport.command("POST", path`notifications/unread_ian`, query, options);
  }
}
