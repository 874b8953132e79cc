import { UnrecoverableError } from "@platformq/queue";
import { isPlatformError, RateLimitError } from "@platformq/resilience";
import type { Directory } from "./directory.js";
import { isFinal } from "./errors.js";
import type { Delivery } from "./jobs.js";
import type { NotificationEvent } from "./notification-event.js";
import type { NotificationPlatform } from "./preferences.js";
import type { Senders } from "./sender.js";

/** Which attempt at a delivery it is. */
export interface DeliveryAttempt {
  /** Whether an earlier one may have sent it. */
  readonly isRepeated: boolean;
  /** Whether a platform may be tried again before the next one, when it is not known whether it sent it. */
  readonly isPatient: boolean;
}

/** What deliveries are made with. */
export interface DeliverContext {
  readonly directory: Directory;
  readonly senders: Senders;
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
  const usable = platforms.flatMap((platform) => {
    const sender = context.senders[platform];
    return sender ? [{ platform, sender }] : [];
  });
  const errors: unknown[] = [];
  for (const { platform, sender } of usable) {
    let isSending = false;
    try {
      const send = await sender.prepare(delivery, attempt.isRepeated);
      isSending = true;
      await send();
      context.tell({ type: "delivered", id, target, platform });
      return;
    } catch (error) {
      errors.push(error);
      if (isBetterRepeated(error, isSending && sender.looksFirst && attempt.isPatient)) break;
      if (errors.length < usable.length) context.tell({ type: "fell-back", id, target, platform, error });
    }
  }
  throw toThrow(errors);
}

/** Whether the same platform will do later: a rate limit passes, and what may have arrived can be looked for. */
function isBetterRepeated(error: unknown, canBeLookedFor: boolean): boolean {
  if (error instanceof RateLimitError) return true;
  return canBeLookedFor && isPlatformError(error) && error.outcome === "unknown";
}

function toThrow(errors: readonly unknown[]): unknown {
  if (errors.length === 0) return new UnrecoverableError("There is no platform to reach the recipient by");
  const reasons = errors.map((error) => (error instanceof Error ? error.message : String(error))).join("; ");
  if (errors.every(isFinal)) {
    const cause = errors.length === 1 ? errors[0] : new AggregateError(errors, reasons);
    return new UnrecoverableError(reasons, { cause });
  }
  const passing = errors.filter((error) => !isFinal(error));
  // Only when all of them ask to wait is that no attempt: otherwise one of them may have sent it.
  return passing.length === 1 ? passing[0] : new AggregateError(passing, reasons);
}
