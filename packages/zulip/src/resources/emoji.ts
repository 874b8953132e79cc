import { type FileSource, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import { RealmEmoji } from "../schemas/realm-emoji.js";
import type { ZulipTransport } from "../transport.js";
import type { FileNames } from "../uploads/named-file.js";
import { postFile } from "../uploads/post-file.js";

const Emoji = field("emoji", z.record(z.string(), RealmEmoji));

/** Emoji of the organisation's own. */
export class EmojiResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Gets all emoji, deactivated ones too, by id. @see https://zulip.com/api/get-custom-emoji */
  async list(options?: RequestOptions): Promise<Record<string, RealmEmoji>> {
    return this.transport.get(path`realm/emoji`, {}, Emoji, options);
  }

  /** Adds an emoji. @throws BadRequestError `BAD_IMAGE` @see https://zulip.com/api/upload-custom-emoji */
  async upload(
    name: string,
    image: FileSource,
    params: FileNames = {},
    options?: RequestOptions,
  ): Promise<void> {
    const file = { ...params, source: image };
    return postFile(this.transport, path`realm/emoji/${name}`, file, Nothing, options);
  }

  /** Takes an emoji out of use. @throws NotFoundError @see https://zulip.com/api/deactivate-custom-emoji */
  async deactivate(name: string, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`realm/emoji/${name}`, {}, Nothing, options);
  }
}
