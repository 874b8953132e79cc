import { path, type RequestOptions } from "@platformq/resilience";
import { Nothing } from "../ocs/envelope.js";
import type { NextcloudTransport } from "../transport.js";

/** Files that change their owner, once the new one agrees. @see https://docs.nextcloud.com/server/latest/user_manual/en/files/transfer_ownership.html */
export class OwnershipTransfersResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /**
   * Offers a file or folder to a user, who is notified. Not repeated when its outcome is unknown.
   *
   * @throws BadRequestError for a path or user that does not exist, ForbiddenError for what is not the account's own.
   */
  async offer(params: { path: string; recipient: string }, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.post(
      path`apps/files/api/v1/transferownership`,
      { ...params },
      Nothing,
      options,
    );
  }

  /** Accepts what is offered. @param id `objectId` of the notification about it. @throws NotFoundError, ForbiddenError. */
  async accept(id: number, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.post(path`apps/files/api/v1/transferownership/${id}`, {}, Nothing, options);
  }

  /** Rejects what is offered. @param id as for {@link accept}. @throws NotFoundError, ForbiddenError. */
  async reject(id: number, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.delete(path`apps/files/api/v1/transferownership/${id}`, {}, Nothing, options);
  }
}
