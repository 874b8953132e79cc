import type { WebhookEvent } from "../events/event.js";
import { type HandlerContext, readReply, type ZulipReply } from "./handler.js";
import type { Registration } from "./registry.js";

/** What became of the handlers of one event. */
export interface HandlersReport {
  /** The first reply, in the order the handlers were added. */
  readonly reply: ZulipReply | undefined;
  readonly failed: readonly { readonly registration: Registration; readonly error: unknown }[];
}

/** Runs handlers side by side. One that fails does not keep the others from being done. */
export async function runHandlers(
  registrations: readonly Registration[],
  event: WebhookEvent,
  context: HandlerContext,
): Promise<HandlersReport> {
  const failed: { registration: Registration; error: unknown }[] = [];
  const results = await Promise.all(
    registrations.map(async (registration) => {
      try {
        return await registration.run(event, context);
      } catch (error) {
        failed.push({ registration, error });
        return undefined;
      }
    }),
  );
  const replies = event.platform === "zulip" ? results.map(readReply) : [];
  return { reply: replies.find((reply) => reply !== undefined), failed };
}

/** Makes one error of several; a single one stays itself, so that the queue sees a rate limit as such. */
export function combineErrors(errors: readonly unknown[]): unknown {
  return errors.length === 1 ? errors[0] : new AggregateError(errors, `${errors.length} handlers failed`);
}
