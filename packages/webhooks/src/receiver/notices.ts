import type { Platform } from "../platform.js";
import type { WebhookRejectedError } from "../rejection.js";

/** A request that was refused. */
export interface RejectedRequest {
  readonly platform: Platform;
  readonly error: WebhookRejectedError;
  readonly remoteAddress: string | undefined;
}

/** Events that a platform sent and this process could not take, so that they have to be fetched. */
export interface MissedEvents {
  readonly platform: Platform;
  /** ISO 8601. */
  readonly since: string;
}
