import { path, type RequestOptions } from "@platformq/resilience";
import { Nothing } from "../envelope.js";
import type { ZulipTransport } from "../transport.js";

/** Users the account does not want to hear of. */
export class MutedUsersResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Mutes a user. @throws BadRequestError for one who is muted already @see https://zulip.com/api/mute-user */
  async mute(userId: number, options?: RequestOptions): Promise<void> {
    return this.transport.post(path`users/me/muted_users/${userId}`, {}, Nothing, options);
  }

  /** Unmutes a user. @throws BadRequestError for one who is not muted @see https://zulip.com/api/unmute-user */
  async unmute(userId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`users/me/muted_users/${userId}`, {}, Nothing, options);
  }
}
