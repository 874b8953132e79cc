import { path, type RequestOptions } from "@platformq/resilience";
import { field, Nothing } from "../envelope.js";
import { UserStatus } from "../schemas/user-status.js";
import type { ZulipTransport } from "../transport.js";

/** A status to set; empty text clears it. */
export interface UpdateUserStatus {
  /** 60 characters at most. */
  status_text?: string | undefined;
  emoji_name?: string | undefined;
  emoji_code?: string | undefined;
  reaction_type?: "realm_emoji" | "unicode_emoji" | "zulip_extra_emoji" | undefined;
}

const Status = field("status", UserStatus);

/** What users say of themselves for the day. */
export class UserStatusResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Gets a user's status; since Zulip 9. @see https://zulip.com/api/get-user-status */
  async get(userId: number, options?: RequestOptions): Promise<UserStatus> {
    return this.transport.since(262).get(path`users/${userId}/status`, {}, Status, options);
  }

  /** Sets the account's status. @see https://zulip.com/api/update-status */
  async update(params: UpdateUserStatus, options?: RequestOptions): Promise<void> {
    return this.transport.repeatablePost(path`users/me/status`, params, Nothing, options);
  }

  /** Sets the status of another user; for administrators, since Zulip 11. @see https://zulip.com/api/update-status-for-user */
  async updateFor(userId: number, params: UpdateUserStatus, options?: RequestOptions): Promise<void> {
    const status = path`users/${userId}/status`;
    return this.transport.since(407).repeatablePost(status, params, Nothing, options);
  }
}
