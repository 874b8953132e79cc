import type { WebhookEvent } from "../events/event.js";
import { type HandlerContext, readReply, type ZulipReply } from "./handler.js";
import type { Registration } from "./registry.js";

/** A handler that failed, and how. */
export interface FailedHandler {
  readonly registration: Registration;
  readonly error: unknown;
}

/**
 * Runs handlers side by side. One that fails does not keep the others from being done.
 *
 * @param onReply is told the first reply as soon as it is there: a slow handler does not hold it up.
 */
export async function runHandlers(
  registrations: readonly Registration[],
  event: WebhookEvent,
  context: HandlerContext,
  onReply: (reply: ZulipReply) => void,
): Promise<readonly FailedHandler[]> {
  const failed: FailedHandler[] = [];
  let listens = event.platform === "zulip";
  await Promise.all(
    registrations.map(async (registration) => {
      try {
        const result = await registration.run(event, context);
        const reply = listens ? readReply(result) : undefined;
        if (reply === undefined) return;
        listens = false;
        onReply(reply);
      } catch (error) {
        failed.push({ registration, error });
      }
    }),
  );
  return failed;
}

/** Makes one error of several; a single one stays itself. The queue looks into both for what asks to wait. */
export function combineErrors(errors: readonly unknown[]): unknown {
  return errors.length === 1 ? errors[0] : new AggregateError(errors, `${errors.length} handlers failed`);
}
