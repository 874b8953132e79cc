import { type Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { Nothing } from "../ocs/envelope.js";
import { offsetPage } from "../ocs/offset-page.js";
import { OwnUserStatus, PredefinedStatus, UserStatus } from "../schemas/user-status.js";
import type { NextcloudTransport } from "../transport.js";

/** Whether somebody can be reached. */
export type StatusType = "online" | "away" | "busy" | "dnd" | "invisible" | "offline";

/** A message of one's own, in place of the one before: what is left out, or `null`, is empty. */
export interface StatusMessage {
  /** At most 80 characters. */
  message?: string | null | undefined;
  /** One emoji. */
  icon?: string | null | undefined;
  /** When the message ends by itself. */
  clearAt?: Date | null | undefined;
}

const Reverted = z.union([OwnUserStatus, z.array(z.unknown()).transform(() => undefined)]);

/** What people tell of themselves. @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/OCS/ocs-status-api.html */
export class UserStatusResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Gets the account's own status. @throws NotFoundError when it never had one. */
  async current(options?: RequestOptions): Promise<OwnUserStatus> {
    return this.transport.ocs.get(path`apps/user_status/api/v1/user_status`, {}, OwnUserStatus, options);
  }

  /** Gets a user's status. @throws NotFoundError when there is none. */
  async get(userId: string, options?: RequestOptions): Promise<UserStatus> {
    return this.transport.ocs.get(path`apps/user_status/api/v1/statuses/${userId}`, {}, UserStatus, options);
  }

  /** Lists everybody's status. */
  async list(
    params: { limit?: number | undefined; offset?: number | undefined } = {},
    options?: RequestOptions,
  ): Promise<Page<UserStatus>> {
    return offsetPage(params, (part) =>
      this.transport.ocs.get(
        path`apps/user_status/api/v1/statuses`,
        { ...part },
        z.array(UserStatus),
        options,
      ),
    );
  }

  /** Lists the messages the server proposes. */
  async predefined(options?: RequestOptions): Promise<PredefinedStatus[]> {
    const at = path`apps/user_status/api/v1/predefined_statuses`;
    return this.transport.ocs.get(at, {}, z.array(PredefinedStatus), options);
  }

  /** Sets whether one can be reached. @throws BadRequestError for a type the server does not know. */
  async setStatus(statusType: StatusType, options?: RequestOptions): Promise<OwnUserStatus> {
    const at = path`apps/user_status/api/v1/user_status/status`;
    return this.transport.ocs.put(at, { statusType }, OwnUserStatus, options);
  }

  /** Sets a message. @throws BadRequestError for an icon that is no emoji, a time that is past, a message too long. */
  async setMessage(params: StatusMessage, options?: RequestOptions): Promise<OwnUserStatus> {
    const { message, icon, clearAt } = params;
    // An empty icon is refused as no emoji, and an empty time as one that is past.
    const fields = { message: message ?? "", statusIcon: icon || undefined, clearAt: seconds(clearAt) };
    const at = path`apps/user_status/api/v1/user_status/message/custom`;
    return this.transport.ocs.put(at, fields, OwnUserStatus, options);
  }

  /** Sets a message the server proposes. @throws BadRequestError for an id it does not know. */
  async setPredefinedMessage(
    messageId: string,
    params: { clearAt?: Date | undefined } = {},
    options?: RequestOptions,
  ): Promise<OwnUserStatus> {
    const at = path`apps/user_status/api/v1/user_status/message/predefined`;
    const fields = { messageId, clearAt: seconds(params.clearAt) };
    return this.transport.ocs.put(at, fields, OwnUserStatus, options);
  }

  /** Takes the message away. */
  async clearMessage(options?: RequestOptions): Promise<void> {
    return this.transport.ocs.delete(path`apps/user_status/api/v1/user_status/message`, {}, Nothing, options);
  }

  /** Goes back to the status before one the server set, such as `meeting`; `undefined` when it is another by now. */
  async revert(messageId: string, options?: RequestOptions): Promise<OwnUserStatus | undefined> {
    const at = path`apps/user_status/api/v1/user_status/revert/${messageId}`;
    return this.transport.ocs.delete(at, {}, Reverted, options);
  }

  /** Tells that the account is there. `undefined` when it has a status of its own choice, which stays. */
  async heartbeat(status: "online" | "away", options?: RequestOptions): Promise<OwnUserStatus | undefined> {
    return this.transport.ocs.put(
      path`apps/user_status/api/v1/heartbeat`,
      { status },
      OwnUserStatus.optional(),
      options,
    );
  }
}

function seconds(date: Date | null | undefined): number | undefined {
  return date ? Math.floor(date.getTime() / 1000) : undefined;
}
