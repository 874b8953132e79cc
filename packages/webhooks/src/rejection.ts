import { PlatformError } from "@platformq/resilience";

/** Why a request was refused, and the status it is answered with. */
export const rejectionStatus = Object.freeze({
  /** The body cannot be read, is not UTF-8, is not a JSON object, or nests too deep. */
  malformed: 400,
  /** The signature or the token is missing or wrong. */
  unauthorized: 401,
  /** A signed request that was received before. Answered like a wrong signature. */
  replayed: 401,
  /** The sender's address is not one of those allowed. */
  forbidden_source: 403,
  not_found: 404,
  method_not_allowed: 405,
  /** The body came too slowly. */
  too_slow: 408,
  too_large: 413,
  /** The content type is not JSON, or the content encoding is unknown. */
  unsupported_media_type: 415,
  /** A framework has read the body already, so there are no bytes left to verify. */
  body_already_parsed: 500,
  /** The queue was full for as long as the sender waits. */
  queue_full: 503,
  /** The queue is closed or its store fails. */
  unavailable: 503,
});

/** Why a request was refused. Stable, and the label of the `rejected` metric. */
export type RejectionReason = keyof typeof rejectionStatus;

/** A request that is not accepted. The answer says less than the message does. */
export class WebhookRejectedError extends PlatformError {
  static override readonly kind: string = "WebhookRejectedError";
  readonly reason: RejectionReason;

  constructor(reason: RejectionReason, message: string, cause?: unknown) {
    super(message, reason.toUpperCase(), { outcome: "rejected", cause });
    this.reason = reason;
  }

  /** The HTTP status of the answer. */
  get status(): number {
    return rejectionStatus[this.reason];
  }
}
