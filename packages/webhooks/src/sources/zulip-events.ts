import type { JsonObject } from "../json.js";
import { toJson } from "../to-json.js";
import type { Webhooks } from "../webhooks.js";
import { acceptPatiently } from "./accept-patiently.js";
import { untilAborted } from "./until-aborted.js";

/** Says whose events they are, and until when they are forwarded. */
export interface ForwardZulipEvents {
  /** The account's e-mail address, where the webhooks' tokens are given by bot: then a message has the same id both ways. */
  readonly bot?: string | undefined;
  /** Ends the forwarding. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Hands the events of a Zulip event queue to the handlers, each before the next is asked for. Heartbeats are left out,
 * and of a `gap`, the client's own word that events were lost, the server's state.
 *
 * What has come by a webhook already is not handled again. Resolves when the events end, the signal aborts or the webhooks
 * are closed, and the events are then told to end.
 *
 * What a handler replies to a message is posted if the bot's webhook of it comes too, to this process.
 *
 * @see https://zulip.com/api/real-time-events
 */
export async function forwardZulipEvents(
  webhooks: Webhooks,
  events: AsyncIterable<{ readonly type: string }>,
  { bot, signal: given }: ForwardZulipEvents = {},
): Promise<void> {
  const signal = given === undefined ? webhooks.closing : AbortSignal.any([given, webhooks.closing]);
  for await (const event of untilAborted(events, signal)) {
    if (event.type === "heartbeat") continue;
    const payload = payloadOf(event);
    const messageId = bot === undefined ? undefined : messageIdOf(event);
    const id = messageId === undefined ? undefined : `zulip:message:${messageId}:${bot}`;
    try {
      await acceptPatiently(webhooks, "zulip", payload, { via: "event-queue", id, signal });
    } catch (error) {
      // The abort came while the queue was full.
      if (signal.aborted) return;
      throw error;
    }
  }
}

/** A server's state may be all its users and messages: too much for a queue, and soon out of date there. */
function payloadOf(event: { readonly type: string }): JsonObject {
  return toJson(event.type === "gap" ? { ...event, state: undefined } : event);
}

function messageIdOf(event: object): unknown {
  if (!("message" in event) || typeof event.message !== "object" || event.message === null) return undefined;
  return "id" in event.message ? event.message.id : undefined;
}
