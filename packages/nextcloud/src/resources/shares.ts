import { NotFoundError, openObject, Page, type Path, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { shareLeftBehind } from "../errors.js";
import { Nothing } from "../ocs/envelope.js";
import type { OcsParams } from "../ocs/form.js";
import { type PermissionName, permissionBits } from "../schemas/permission.js";
import { DeletedShare, RemoteShare, Share, type ShareAttribute } from "../schemas/share.js";
import { ShareType, type ShareTypeName, shareTypeNumber } from "../schemas/share-type.js";
import { Sharees } from "../schemas/sharees.js";
import type { NextcloudTransport } from "../transport.js";

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
export interface ShareSettings {
  /** Names, or a sum of `Permission`. @default everything but resharing a link allows */
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
  /** Hides the download from visitors of a link. */
  hideDownload?: boolean | undefined;
  /** What the share may do beyond permissions, such as `[{ scope: "permissions", key: "download", value: false }]`. */
  attributes?: readonly ShareAttribute[] | undefined;
}

/** What can be changed of a share. `null` clears. */
export interface UpdateShare extends ShareSettings {
  /** Of a link: one of one's own choice, where `files_sharing.public.custom_tokens` of the capabilities allows it. */
  token?: string | undefined;
}

/** A share to create. */
export interface CreateShare extends ShareSettings {
  /** File or folder, from the account's root. */
  path: string;
  shareType: ShareTypeName | number;
  /** User or group id, e-mail address or federated id; none for a link. */
  shareWith?: string | undefined;
  /** Tells the recipient by e-mail. */
  sendMail?: boolean | undefined;
}

/** Whom to look for. */
export interface SearchSharees {
  /** Part of a name, an id or an e-mail address. */
  search?: string | undefined;
  itemType: "file" | "folder";
  shareTypes?: readonly (ShareTypeName | number)[] | undefined;
  /** From 1. @default 1 */
  page?: number | undefined;
  /** @default 200 */
  perPage?: number | undefined;
  /** Asks the global address book too. @default false */
  lookup?: boolean | undefined;
}

const Shares = z.array(Share);
/** One share comes in a list, too. */
const SingleShare = z.tuple([Share]).transform(([share]) => share);
const Token = openObject({ token: z.string() }).transform(({ token }) => token);

/** Shares. @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/OCS/ocs-share-api.html */
export class SharesResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Lists shares; the server gives all of them at once. @throws NotFoundError for a path that does not exist. */
  async list(params: ListShares = {}, options?: RequestOptions): Promise<Page<Share>> {
    const { sharedWithMe, ...rest } = params;
    return this.#list(
      path`apps/files_sharing/api/v1/shares`,
      { ...rest, shared_with_me: sharedWithMe },
      options,
    );
  }

  /** Lists shares of the folders a file lies in: who sees it for that reason. @throws NotFoundError */
  async listInherited(file: string, options?: RequestOptions): Promise<Page<Share>> {
    return this.#list(path`apps/files_sharing/api/v1/shares/inherited`, { path: file }, options);
  }

  /** Lists shares with this account that it has not accepted yet. */
  async listPending(options?: RequestOptions): Promise<Page<Share>> {
    return this.#list(path`apps/files_sharing/api/v1/shares/pending`, {}, options);
  }

  /** Gets a share. @throws NotFoundError */
  async get(id: string, options?: RequestOptions): Promise<Share> {
    return this.transport.ocs.get(path`apps/files_sharing/api/v1/shares/${id}`, {}, SingleShare, options);
  }

  /**
   * Shares a file or folder.
   *
   * Sharing with a user or group a second time gives the existing share with its old permissions: compare, and
   * {@link update}. A link is always a new one. The server allows 20 new shares in 10 minutes.
   *
   * `hideDownload` takes a second request; a link for which that fails is deleted again.
   *
   * @throws NotFoundError for a path or recipient that does not exist, RateLimitError without a time, ResponseError
   *   `SHARE_LEFT_BEHIND` for a link that still allows the download and has to be deleted.
   */
  async create(params: CreateShare, options?: RequestOptions): Promise<Share> {
    const { shareType: type, hideDownload, ...rest } = params;
    const shareType = shareTypeNumber(type);
    const request = {
      method: "POST",
      path: path`apps/files_sharing/api/v1/shares`,
      params: { ...wireFields(rest), shareType },
      // A repeated share with a user or group is the same share.
      idempotent: shareType === ShareType.user || shareType === ShareType.group,
    } as const;
    const share = await this.transport.ocs.request(request, Share, options);
    if (!hideDownload) return share;
    try {
      // The server takes it only from an update.
      return await this.update(share.id, { hideDownload }, options);
    } catch (error) {
      // A share with a user or group may have been there before.
      if (!request.idempotent) await this.#takeBack(share.id, error, options);
      throw error;
    }
  }

  /** Changes a share. @throws NotFoundError, also for an expiry date that is past; ForbiddenError for a `token` where none may be chosen. */
  async update(id: string, params: UpdateShare, options?: RequestOptions): Promise<Share> {
    const fields = wireFields(params);
    return this.transport.ocs.put(path`apps/files_sharing/api/v1/shares/${id}`, fields, Share, options);
  }

  /** Ends a share. @throws NotFoundError */
  async delete(id: string, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.delete(path`apps/files_sharing/api/v1/shares/${id}`, {}, Nothing, options);
  }

  /** Accepts a share with this account; {@link delete} declines it. @throws NotFoundError */
  async accept(id: string, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.post(
      path`apps/files_sharing/api/v1/shares/pending/${id}`,
      {},
      Nothing,
      options,
    );
  }

  /** Sends the mail about a link or an e-mail share once more, at most 10 in 10 minutes. */
  async sendMail(
    id: string,
    params: { password?: string | undefined } = {},
    options?: RequestOptions,
  ): Promise<void> {
    const at = path`apps/files_sharing/api/v1/shares/${id}/send-email`;
    return this.transport.ocs.post(at, params, Nothing, options);
  }

  /** Lists shares this account has left and can take back. */
  async listDeleted(options?: RequestOptions): Promise<DeletedShare[]> {
    return this.transport.ocs.get(
      path`apps/files_sharing/api/v1/deletedshares`,
      {},
      z.array(DeletedShare),
      options,
    );
  }

  /** Takes back a share this account has left. @throws NotFoundError */
  async undelete(id: string, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.post(path`apps/files_sharing/api/v1/deletedshares/${id}`, {}, Nothing, options);
  }

  /** Lists what accounts of other servers share with this one: accepted, or waiting for it. */
  async listRemote(
    params: { pending?: boolean | undefined } = {},
    options?: RequestOptions,
  ): Promise<RemoteShare[]> {
    const at = params.pending
      ? path`apps/files_sharing/api/v1/remote_shares/pending`
      : path`apps/files_sharing/api/v1/remote_shares`;
    return this.transport.ocs.get(at, {}, z.array(RemoteShare), options);
  }

  /** Gets a share from another server. @throws NotFoundError */
  async getRemote(id: number, options?: RequestOptions): Promise<RemoteShare> {
    return this.transport.ocs.get(
      path`apps/files_sharing/api/v1/remote_shares/${id}`,
      {},
      RemoteShare,
      options,
    );
  }

  /** Leaves a share from another server. @throws NotFoundError */
  async deleteRemote(id: number, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.delete(
      path`apps/files_sharing/api/v1/remote_shares/${id}`,
      {},
      Nothing,
      options,
    );
  }

  /** Accepts a share from another server. @throws NotFoundError */
  async acceptRemote(id: number, options?: RequestOptions): Promise<void> {
    const at = path`apps/files_sharing/api/v1/remote_shares/pending/${id}`;
    return this.transport.ocs.post(at, {}, Nothing, options);
  }

  /** Declines a share from another server. @throws NotFoundError */
  async declineRemote(id: number, options?: RequestOptions): Promise<void> {
    const at = path`apps/files_sharing/api/v1/remote_shares/pending/${id}`;
    return this.transport.ocs.delete(at, {}, Nothing, options);
  }

  /** Finds users, groups and others to share with. */
  async sharees(params: SearchSharees, options?: RequestOptions): Promise<Sharees> {
    const { shareTypes, ...rest } = params;
    const query = { ...rest, shareType: shareTypes?.map(shareTypeNumber) };
    return this.transport.ocs.get(path`apps/files_sharing/api/v1/sharees`, query, Sharees, options);
  }

  /** Proposes whom to share with, from what was shared before. */
  async recommendedSharees(
    params: Pick<SearchSharees, "itemType" | "shareTypes">,
    options?: RequestOptions,
  ): Promise<Sharees> {
    const query = { itemType: params.itemType, shareType: params.shareTypes?.map(shareTypeNumber) };
    return this.transport.ocs.get(
      path`apps/files_sharing/api/v1/sharees_recommended`,
      query,
      Sharees,
      options,
    );
  }

  /** Makes up a token that is free, for {@link update}. */
  async generateToken(options?: RequestOptions): Promise<string> {
    return this.transport.ocs.get(path`apps/files_sharing/api/v1/token`, {}, Token, options);
  }

  /** Ends a new share that allows more than was asked for, also when the caller has given up. */
  async #takeBack(id: string, reason: unknown, options: RequestOptions | undefined): Promise<void> {
    try {
      await this.delete(id, { ...options, signal: undefined, deadlineMs: undefined });
    } catch (error) {
      if (error instanceof NotFoundError) return;
      throw shareLeftBehind(id, error, reason);
    }
  }

  async #list(at: Path, query: OcsParams, options: RequestOptions | undefined): Promise<Page<Share>> {
    const items = await this.transport.ocs.get(at, query, Shares, options);
    return new Page({ items, total: items.length });
  }
}

function wireFields<T extends ShareSettings>({ permissions, attributes, ...rest }: T) {
  return {
    ...rest,
    permissions: permissionBits(permissions),
    attributes: attributes && JSON.stringify(attributes),
  };
}
