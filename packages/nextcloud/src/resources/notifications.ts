import { openObject, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { Nothing } from "../ocs/envelope.js";
import { Notification } from "../schemas/notification.js";
import type { NextcloudTransport } from "../transport.js";

/** A notification to create. */
export interface CreateNotification {
  /** At most 255 characters. */
  shortMessage: string;
  /** At most 4000 characters. */
  longMessage?: string | undefined;
}

/** A notification with placeholders such as `{file}`. */
export interface CreateRichNotification {
  subject: string;
  message?: string | undefined;
  /** What stands for the placeholders, as rich objects. */
  subjectParameters?: Readonly<Record<string, RichObject>> | undefined;
  messageParameters?: Readonly<Record<string, RichObject>> | undefined;
}

/** A user, file or other thing a text names. @see https://github.com/nextcloud/server/blob/master/lib/public/RichObjectStrings/Definitions.php */
export type RichObject = Readonly<Record<string, string>> & { readonly type: string };

/** How the account wants to hear of notifications. */
export interface NotificationSettings {
  /** E-mails: 0 none, 1 hourly, 2 every three hours, 3 daily, 4 weekly. */
  batchSetting: number;
  soundNotification: "yes" | "no";
  soundTalk: "yes" | "no";
}

/** A device to push to. */
export interface PushDevice {
  pushTokenHash: string;
  devicePublicKey: string;
  proxyServer: string;
}

// When no app can notify, the server answers without a body.
const Notifications = z.array(Notification).default([]);
const Created = openObject({ id: z.number() });

/** Notifications of this account. @see https://github.com/nextcloud/notifications/blob/master/docs/ocs-endpoint-v2.md */
export class NotificationsResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Lists notifications, newest first; the server gives all of them at once. */
  async list(options?: RequestOptions): Promise<Notification[]> {
    return this.transport.ocs.get(path`apps/notifications/api/v2/notifications`, {}, Notifications, options);
  }

  /** Gets a notification. @throws NotFoundError */
  async get(id: number, options?: RequestOptions): Promise<Notification> {
    return this.transport.ocs.get(
      path`apps/notifications/api/v2/notifications/${id}`,
      {},
      Notification,
      options,
    );
  }

  /** Tells which of some notifications are still there. */
  async existing(ids: readonly number[], options?: RequestOptions): Promise<number[]> {
    const at = path`apps/notifications/api/v2/notifications/exists`;
    const request = { method: "POST", path: at, params: { ids }, idempotent: true } as const;
    return this.transport.ocs.request(request, z.array(z.number()), options);
  }

  /** Dismisses a notification. @throws NotFoundError */
  async delete(id: number, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.delete(
      path`apps/notifications/api/v2/notifications/${id}`,
      {},
      Nothing,
      options,
    );
  }

  /** Dismisses all notifications. */
  async deleteAll(options?: RequestOptions): Promise<void> {
    return this.transport.ocs.delete(path`apps/notifications/api/v2/notifications`, {}, Nothing, options);
  }

  /** Notifies a user. For administrators. Not repeated when its outcome is unknown. @throws NotFoundError */
  async create(userId: string, params: CreateNotification, options?: RequestOptions): Promise<void> {
    const at = path`apps/notifications/api/v2/admin_notifications/${userId}`;
    return this.transport.ocs.post(at, { ...params }, Nothing, options);
  }

  /** Notifies a user with links to users, files and so on. For administrators; Nextcloud 31 or newer. */
  async createRich(
    userId: string,
    params: CreateRichNotification,
    options?: RequestOptions,
  ): Promise<{ id: number }> {
    const at = path`apps/notifications/api/v3/admin_notifications/${userId}`;
    const request = { method: "POST", path: at, params: { ...params }, encoding: "json" } as const;
    return this.transport.ocs.request(request, Created, options);
  }

  /** Has the server push a notification to this account's own devices, as a test. */
  async selfTest(options?: RequestOptions): Promise<{ message: string; nid: number }> {
    const Sent = openObject({ message: z.string(), nid: z.number() });
    return this.transport.ocs.post(path`apps/notifications/api/v3/test/self`, {}, Sent, options);
  }

  /** Sets how this account hears of notifications. */
  async updateSettings(params: NotificationSettings, options?: RequestOptions): Promise<void> {
    const at = path`apps/notifications/api/v2/settings`;
    return this.transport.ocs.request(
      { method: "POST", path: at, params: { ...params }, idempotent: true },
      Nothing,
      options,
    );
  }

  /** Sets how accounts hear of notifications that have not chosen. For administrators. */
  async updateDefaultSettings(params: NotificationSettings, options?: RequestOptions): Promise<void> {
    const at = path`apps/notifications/api/v2/settings/admin`;
    return this.transport.ocs.request(
      { method: "POST", path: at, params: { ...params }, idempotent: true },
      Nothing,
      options,
    );
  }

  /** Registers the device that uses this app password for pushes. */
  async registerDevice(params: PushDevice, options?: RequestOptions): Promise<Record<string, unknown>> {
    const at = path`apps/notifications/api/v2/push`;
    const request = { method: "POST", path: at, params: { ...params }, idempotent: true } as const;
    return this.transport.ocs.request(request, z.record(z.string(), z.unknown()), options);
  }

  /** Ends pushes to the device that uses this app password. */
  async removeDevice(options?: RequestOptions): Promise<void> {
    return this.transport.ocs.delete(path`apps/notifications/api/v2/push`, {}, Nothing, options);
  }
}
