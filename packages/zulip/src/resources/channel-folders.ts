import { type Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import { ChannelFolder } from "../schemas/channel-folder.js";
import type { ZulipTransport } from "../transport.js";

/** What to change of a folder. */
export interface UpdateChannelFolder {
  name?: string | undefined;
  description?: string | undefined;
  is_archived?: boolean | undefined;
}

const Folders = field("channel_folders", z.array(ChannelFolder));
const FolderId = field("channel_folder_id", z.number());

/** Folders of channels; since Zulip 11. */
export class ChannelFoldersResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Lists folders in their order. @see https://zulip.com/api/get-channel-folders */
  async list(
    params: {
      /** @default false */
      include_archived?: boolean | undefined;
    } = {},
    options?: RequestOptions,
  ): Promise<Page<ChannelFolder>> {
    return this.transport.since(389).list(path`channel_folders`, params, Folders, options);
  }

  /** Creates a folder. @returns its id @see https://zulip.com/api/create-channel-folder */
  async create(
    params: { name: string; description?: string | undefined },
    options?: RequestOptions,
  ): Promise<number> {
    return this.transport.since(389).post(path`channel_folders/create`, params, FolderId, options);
  }

  /** Changes or archives a folder. @see https://zulip.com/api/update-channel-folder */
  async update(folderId: number, params: UpdateChannelFolder, options?: RequestOptions): Promise<void> {
    return this.transport.since(389).patch(path`channel_folders/${folderId}`, params, Nothing, options);
  }

  /** Puts all folders in an order. @see https://zulip.com/api/patch-channel-folders */
  async reorder(order: readonly number[], options?: RequestOptions): Promise<void> {
    return this.transport.since(414).patch(path`channel_folders`, { order }, Nothing, options);
  }
}
