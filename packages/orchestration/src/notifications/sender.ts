import type { Delivery } from "./jobs.js";
import type { NotificationPlatform } from "./preferences.js";

/** Sends messages on one platform. */
export interface Sender {
  /** Whether a message that may have arrived is looked for before it is sent again. */
  readonly looksFirst: boolean;
  /**
   * Looks up whom and what a message names, and returns what sends it.
   *
   * @param isRepeated whether an earlier attempt may have sent it.
   * @throws RecipientNotFoundError
   */
  prepare(delivery: Delivery, isRepeated: boolean): Promise<() => Promise<void>>;
}

/** The senders of the platforms there are. */
export type Senders = { readonly [Platform in NotificationPlatform]?: Sender | undefined };
