import { path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import type { ZulipTransport } from "../transport.js";

const Storage = field("storage", z.record(z.string(), z.string()));

/** Texts a bot keeps on the server, by key; for bots. */
export class BotStorageResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Gets what is stored. @throws BadRequestError for a key that is not there @see https://zulip.com/api/get-bot-storage */
  async get(
    params: {
      /** @default all of them */
      keys?: readonly string[] | undefined;
    } = {},
    options?: RequestOptions,
  ): Promise<Record<string, string>> {
    return this.transport.get(path`bot_storage`, params, Storage, options);
  }

  /** Stores texts, beside those under other keys. @see https://zulip.com/api/update-bot-storage */
  async update(storage: Readonly<Record<string, string>>, options?: RequestOptions): Promise<void> {
    const request = { method: "PUT", path: path`bot_storage`, params: { storage } } as const;
    return this.transport.request(request, Nothing, options);
  }

  /** Removes what is stored. @see https://zulip.com/api/remove-bot-storage */
  async remove(
    params: {
      /** @default all of them */
      keys?: readonly string[] | undefined;
    } = {},
    options?: RequestOptions,
  ): Promise<void> {
    return this.transport.delete(path`bot_storage`, params, Nothing, options);
  }
}
