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
  async add(messageId: number, params: Emoji, options?: RequestOptions): Promise<void> {
    const reactions = path`messages/${messageId}/reactions`;
    // Sent again after a lost answer, it is refused with a code that then means success.
    return this.transport.repeatablePost(reactions, params, Nothing, options);
  }

  /**
   * Removes the account's reaction from a message.
   *
   * @throws NotFoundError `REACTION_DOES_NOT_EXIST`
   * @see https://zulip.com/api/remove-reaction
   */
  async remove(messageId: number, params: Partial<Emoji>, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`messages/${messageId}/reactions`, params, Nothing, options);
  }
}
