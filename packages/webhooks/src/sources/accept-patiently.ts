import { setTimeout as sleep } from "node:timers/promises";
import type { Via } from "../events/envelope.js";
import type { JsonObject } from "../json.js";
import type { Platform } from "../platform.js";
import { WebhookRejectedError } from "../rejection.js";
import type { Webhooks } from "../webhooks.js";

const RETRY_MS = 1_000;

/**
 * Hands a fetched event over, and when the queue does not take it, again and again: a source can wait, unlike a sender.
 *
 * @throws the signal's reason when it aborts, and what no waiting helps against.
 */
export async function acceptPatiently(
  webhooks: Webhooks,
  platform: Platform,
  payload: JsonObject,
  options: { readonly via: Via; readonly id?: string | undefined; readonly signal: AbortSignal },
): Promise<boolean> {
  for (;;) {
    options.signal.throwIfAborted();
    try {
      return await webhooks.accept(platform, payload, options);
    } catch (error) {
      if (!(error instanceof WebhookRejectedError) || isFinal(error.cause)) throw error;
      await sleep(RETRY_MS, undefined, { signal: options.signal });
    }
  }
}

/** Whether the queue was closed, or takes no such job: it would say the same for ever. */
function isFinal(cause: unknown): boolean {
  if (cause instanceof TypeError || cause instanceof RangeError) return true;
  return typeof cause === "object" && cause !== null && "code" in cause && cause.code === "QUEUE_CLOSED";
}
