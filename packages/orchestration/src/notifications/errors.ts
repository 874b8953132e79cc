import { UnrecoverableError } from "@platformq/queue";
import {
  BadRequestError,
  CircuitOpenError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  PlatformError,
} from "@platformq/resilience";
import type { NotificationPlatform } from "./preferences.js";

/** A platform does not know whom a notification is for. */
export class RecipientNotFoundError extends PlatformError {
  static override readonly kind: string = "RecipientNotFoundError";

  constructor(
    service: NotificationPlatform,
    readonly recipient: string,
  ) {
    super(`${service} does not know ${recipient}`, "RECIPIENT_NOT_FOUND", { service });
  }
}

/** A platform that cannot be looked through was told of a message twice, and its answers were lost: it may have arrived. */
export class DeliveryUncertainError extends PlatformError {
  static override readonly kind: string = "DeliveryUncertainError";

  constructor(service: NotificationPlatform) {
    super(`${service} was told of it twice and did not answer; it may have arrived`, "DELIVERY_UNCERTAIN", {
      service,
      outcome: "unknown",
    });
  }
}

/** The service was closed. Its jobs go back into the queue without having spent an attempt, as with an open circuit. */
export class NotificationsClosedError extends CircuitOpenError {
  static override readonly kind: string = "NotificationsClosedError";

  constructor() {
    super("The notification service was closed", 1000);
  }
}

/** Tells whether trying again is useless. */
export function isFinal(error: unknown): boolean {
  const kinds = [
    RecipientNotFoundError,
    DeliveryUncertainError,
    InvalidInputError,
    NotFoundError,
    BadRequestError,
    ForbiddenError,
  ];
  return kinds.some((kind) => error instanceof kind);
}

/** Lets the queue give a job up at once when trying again is useless. */
export function forQueue(error: unknown): unknown {
  return isFinal(error) && error instanceof Error
    ? new UnrecoverableError(error.message, { cause: error })
    : error;
}
