import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import type { ListParams } from "../hal/list-params.js";
import { Share } from "../schemas/share.js";
import type { OpenProjectTransport } from "../transport.js";

/** Work packages shared with people who are no members of their project. The API can look, and no more. */
export class SharesResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists the shares this account may see. */
  async list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<Share>> {
    return this.transport.list(path`shares`, params, Share, options);
  }

  /** Gets a share. @throws NotFoundError */
  async get(shareId: number, options?: RequestOptions): Promise<Share> {
    return this.transport.get(path`shares/${shareId}`, {}, Share, options);
  }
}
