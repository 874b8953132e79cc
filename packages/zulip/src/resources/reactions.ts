import { path, type RequestOptions } from "@platformq/resilience";
import { Nothing } from "../envelope.js";
import type { ZulipTransport } from "../transport.js";

/** An emoji. Its name may change; code and type are what makes it the same. */
export interface Emoji {
  emoji_name: string;
  /** Code points in hexadecimal, or the id of an organisation's emoji as text. */
  emoji_code?: string | undefined;
  /** @default "unicode_emoji" */
  reaction_type?: "realm_emoji" | "unicode_emoji" | "zulip_extra_emoji" | undefined;
}

/** Emoji reactions to messages. */
export class ReactionsResource {
  constructor(private readonly transport: ZulipTransport) {}

  /**
   * Adds an emoji reaction to a message.
   *
   * @throws ConflictError `REACTION_ALREADY_EXISTS`
   * @see https://zulip.com/api/add-reaction
   */
  add(messageId: number, params: Emoji, options?: RequestOptions): Promise<void> {
    const alreadySo = ["REACTION_ALREADY_EXISTS"];
    const request = {
      method: "POST",
      path: path`messages/${messageId}/reactions`,
      params,
      alreadySo,
    } as const;
    return this.transport.request(request, Nothing, options);
  }

  /**
   * Removes the account's reaction from a message.
   *
   * @throws NotFoundError `REACTION_DOES_NOT_EXIST`
   * @see https://zulip.com/api/remove-reaction
   */
  remove(messageId: number, params: Partial<Emoji>, options?: RequestOptions): Promise<void> {
    const alreadySo = ["REACTION_DOES_NOT_EXIST"];
    const request = {
      method: "DELETE",
      path: path`messages/${messageId}/reactions`,
      params,
      alreadySo,
    } as const;
    return this.transport.request(request, Nothing, options);
  }
}
