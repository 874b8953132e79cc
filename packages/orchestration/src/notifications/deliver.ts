import { UnrecoverableError } from "@platformq/queue";
import { isPlatformError, RateLimitError } from "@platformq/resilience";
import type { NotificationClients } from "./clients.js";
import type { Directory } from "./directory.js";
import { isFinal } from "./errors.js";
import type { Delivery } from "./jobs.js";
import { prepareNextcloud } from "./nextcloud-sender.js";
import type { NotificationEvent } from "./notification-event.js";
import type { NotificationPlatform } from "./preferences.js";
import type { ZulipSender } from "./zulip-sender.js";

/** Which attempt at a delivery it is. */
export interface DeliveryAttempt {
  /** Whether an earlier one may have sent it. */
  readonly isRepeated: boolean;
  /** Whether a platform may be tried again before the next one, when it is not known whether it sent it. */
  readonly isPatient: boolean;
}

/** What deliveries are made with. */
export interface DeliverContext {
  readonly clients: NotificationClients;
  readonly directory: Directory;
  readonly zulipSender: ZulipSender;
  readonly tell: (event: NotificationEvent) => void;
}

/**
 * Sends a message by the first of some platforms that takes it.
 *
 * @throws the error that the queue has to know: of one that asks to wait, or that trying again is useless.
 */
export async function deliver(
  context: DeliverContext,
  delivery: Delivery,
  platforms: readonly NotificationPlatform[],
  attempt: DeliveryAttempt,
): Promise<void> {
  const { id, target } = delivery;
  const usable = platforms.filter((platform) => isUsable(context.clients, delivery, platform));
  const errors: unknown[] = [];
  for (const platform of usable) {
    let isSending = false;
    try {
      const send = await prepare(context, platform, delivery, attempt);
      isSending = true;
      await send();
      context.tell({ type: "delivered", id, target, platform });
      return;
    } catch (error) {
      if (isBetterRepeated(error, isSending && attempt.isPatient)) throw error;
      errors.push(error);
      if (errors.length < usable.length) context.tell({ type: "fellBack", id, target, platform, error });
    }
  }
  throw toThrow(errors);
}

function isUsable(
  { nextcloud }: NotificationClients,
  { target }: Delivery,
  platform: NotificationPlatform,
): boolean {
  return platform === "zulip" || (nextcloud !== undefined && target.kind === "person");
}

async function prepare(
  { clients, directory, zulipSender }: DeliverContext,
  platform: NotificationPlatform,
  delivery: Delivery,
  { isRepeated }: DeliveryAttempt,
): Promise<() => Promise<void>> {
  const { target, text } = delivery;
  if (platform === "nextcloud" && clients.nextcloud !== undefined && target.kind === "person") {
    return prepareNextcloud(clients.nextcloud, directory, target.who, text);
  }
  return zulipSender.prepare(delivery, isRepeated);
}

/** Whether the same platform will do later: a rate limit passes, and what may have arrived can be looked for. */
function isBetterRepeated(error: unknown, mayHaveArrived: boolean): boolean {
  if (error instanceof RateLimitError) return true;
  return mayHaveArrived && isPlatformError(error) && error.outcome === "unknown";
}

function toThrow(errors: readonly unknown[]): unknown {
  if (errors.length === 0) return new UnrecoverableError("There is no platform to reach the recipient by");
  const reasons = errors.map((error) => (error instanceof Error ? error.message : String(error))).join("; ");
  if (errors.every(isFinal)) return new UnrecoverableError(reasons);
  const passing = errors.filter((error) => !isFinal(error));
  // An open circuit tells when to come back; as part of another error the queue would not see it.
  return passing.length === 1
    ? passing[0]
    : (passing.find(asksToWait) ?? new AggregateError(errors, reasons));
}

function asksToWait(error: unknown): boolean {
  return typeof error === "object" && error !== null && "retryAfterMs" in error;
}
