import { Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { Nothing } from "../ocs/envelope.js";
import { Share } from "../schemas/share.js";
import type { NextcloudTransport } from "../transport.js";

/** With whom something is shared. */
export const ShareType = Object.freeze({
  user: 0,
  group: 1,
  link: 3,
  email: 4,
  federated: 6,
  team: 7,
  talk: 10,
});
export type ShareTypeName = keyof typeof ShareType;

/** What a recipient may do; the numbers add up. */
export const Permission = Object.freeze({ read: 1, update: 2, create: 4, delete: 8, share: 16, all: 31 });
export type PermissionName = keyof typeof Permission;

/** Which shares to list: one's own unless said otherwise. */
export interface ListShares {
  /** Only of this file or folder. */
  path?: string | undefined;
  /** Those of what is in the folder `path`, instead of its own. */
  subfiles?: boolean | undefined;
  /** Those of others too. */
  reshares?: boolean | undefined;
  /** Those others made with this account. */
  sharedWithMe?: boolean | undefined;
}

/** What can be set on a new and on an existing share. `null` clears. */
export interface UpdateShare {
  /** A sum of {@link Permission}, or names. @default everything but resharing a link allows */
  permissions?: number | readonly PermissionName[] | undefined;
  /** Of a link or an e-mail share. */
  password?: string | null | undefined;
  /** Last day as `YYYY-MM-DD`. */
  expireDate?: string | null | undefined;
  note?: string | null | undefined;
  /** Of a link. */
  label?: string | null | undefined;
  /** Lets visitors of a link upload into the folder. */
  publicUpload?: boolean | undefined;
}

/** A share to create. */
export interface CreateShare extends UpdateShare {
  /** File or folder, from the account's root. */
  path: string;
  shareType: ShareTypeName | number;
  /** User or group id, e-mail address or federated id; none for a link. */
  shareWith?: string | undefined;
  /** Tells the recipient by e-mail. */
  sendMail?: boolean | undefined;
}

const Shares = z.array(Share);
/** One share comes in a list, too. */
const SingleShare = z.tuple([Share]).transform(([share]) => share);

/** Shares. @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/OCS/ocs-share-api.html */
export class SharesResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Lists shares; the server gives all of them at once. @throws NotFoundError for a path that does not exist. */
  async list(params: ListShares = {}, options?: RequestOptions): Promise<Page<Share>> {
    const { sharedWithMe, ...rest } = params;
    const query = { ...rest, shared_with_me: sharedWithMe };
    const items = await this.transport.ocs.get(
      path`apps/files_sharing/api/v1/shares`,
      query,
      Shares,
      options,
    );
    return new Page({ items, total: items.length });
  }

  /** Gets a share. @throws NotFoundError */
  get(id: string, options?: RequestOptions): Promise<Share> {
    return this.transport.ocs.get(path`apps/files_sharing/api/v1/shares/${id}`, {}, SingleShare, options);
  }

  /**
   * Shares a file or folder.
   *
   * Sharing with a user or group a second time gives the existing share with its old permissions: compare, and
   * {@link update}. A link is always a new one. The server allows 20 new shares in 10 minutes.
   *
   * @throws NotFoundError for a path or recipient that does not exist, RateLimitError without a time.
   */
  create(params: CreateShare, options?: RequestOptions): Promise<Share> {
    const { shareType: type, permissions, ...rest } = params;
    const shareType = typeof type === "number" ? type : ShareType[type];
    // A repeated share with a user or group is the same share.
    const idempotent = shareType === ShareType.user || shareType === ShareType.group;
    return this.transport.ocs.request(
      {
        method: "POST",
        path: path`apps/files_sharing/api/v1/shares`,
        params: { ...rest, shareType, permissions: permissionBits(permissions) },
        idempotent,
      },
      Share,
      options,
    );
  }

  /** Changes a share. @throws NotFoundError, also for an expiry date that is past. */
  update(
    id: string,
    params: UpdateShare & {
      /** Hides the download from visitors of a link; the server ignores it on creation. */
      hideDownload?: boolean | undefined;
    },
    options?: RequestOptions,
  ): Promise<Share> {
    const fields = { ...params, permissions: permissionBits(params.permissions) };
    return this.transport.ocs.put(path`apps/files_sharing/api/v1/shares/${id}`, fields, Share, options);
  }

  /** Ends a share. @throws NotFoundError */
  delete(id: string, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.delete(path`apps/files_sharing/api/v1/shares/${id}`, {}, Nothing, options);
  }
}

function permissionBits(permissions: UpdateShare["permissions"]): number | undefined {
  if (permissions === undefined || typeof permissions === "number") return permissions;
  return permissions.reduce((bits, name) => bits | Permission[name], 0);
}
