import { path, type RequestOptions } from "@platformq/resilience";
import { Nothing } from "../ocs/envelope.js";
import { CurrentOutOfOffice, OutOfOffice } from "../schemas/out-of-office.js";
import type { NextcloudTransport } from "../transport.js";

/** An absence to announce. */
export interface SetOutOfOffice {
  /** `YYYY-MM-DD` */
  firstDay: string;
  /** `YYYY-MM-DD` */
  lastDay: string;
  /** Becomes the user's status. */
  shortMessage: string;
  /** For those who write to the user. */
  message: string;
  /** User id of whom to turn to instead. */
  replacementUserId?: string | undefined;
}

/** Absences. @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/OCS/ocs-out-of-office-api.html */
export class OutOfOfficeResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Gets the absence a user has announced. @throws NotFoundError */
  async get(userId: string, options?: RequestOptions): Promise<OutOfOffice> {
    return this.transport.ocs.get(path`apps/dav/api/v1/outOfOffice/${userId}`, {}, OutOfOffice, options);
  }

  /** Gets the absence a user is in now. @throws NotFoundError */
  async current(userId: string, options?: RequestOptions): Promise<CurrentOutOfOffice> {
    return this.transport.ocs.get(
      path`apps/dav/api/v1/outOfOffice/${userId}/now`,
      {},
      CurrentOutOfOffice,
      options,
    );
  }

  /** Announces an absence, in place of another. @throws BadRequestError, NotFoundError for the replacement. */
  async set(userId: string, params: SetOutOfOffice, options?: RequestOptions): Promise<OutOfOffice> {
    const { shortMessage, ...rest } = params;
    const at = path`apps/dav/api/v1/outOfOffice/${userId}`;
    const request = {
      method: "POST",
      path: at,
      params: { ...rest, status: shortMessage },
      idempotent: true,
    } as const;
    return this.transport.ocs.request(request, OutOfOffice, options);
  }

  /** Takes the announcement back. */
  async clear(userId: string, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.delete(path`apps/dav/api/v1/outOfOffice/${userId}`, {}, Nothing, options);
  }
}
