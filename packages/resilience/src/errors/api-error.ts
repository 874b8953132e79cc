import { type ErrorContext, PlatformError } from "./platform-error.js";

/** What a server's error answer says. */
export interface ApiErrorDetails extends ErrorContext {
  status: number;
  /** The service's own code: an OCS status code, Zulip's `code`, OpenProject's `errorIdentifier`. */
  vendorCode?: string | undefined;
  /** The parsed body where it was JSON, else its text, bounded. */
  body?: unknown;
  /** The server's id of the request, for its administrator. */
  requestId?: string | undefined;
}

/** The server answered with an error. */
export class ApiError extends PlatformError {
  static override readonly kind: string = "ApiError";
  readonly status: number;
  readonly vendorCode: string | undefined;
  readonly requestId: string | undefined;
  /** The answer's body. Not enumerable: a server may repeat what it was sent, so it stays out of logs. */
  declare readonly body: unknown;

  constructor(message: string, code: string, details: ApiErrorDetails) {
    super(message, code, { outcome: "rejected", ...details });
    this.status = details.status;
    this.vendorCode = details.vendorCode;
    this.requestId = details.requestId;
    Object.defineProperty(this, "body", { value: details.body, enumerable: false });
    if (details.vendorCode !== undefined) this.name = `${this.name}[${details.vendorCode}]`;
  }

  override toJSON(): Record<string, unknown> {
    const { status, vendorCode, requestId } = this;
    return { ...super.toJSON(), status, vendorCode, requestId };
  }
}

/** The server refuses the arguments as they are. */
export class BadRequestError extends ApiError {
  static override readonly kind: string = "BadRequestError";
}

/** The credential is wrong or missing. */
export class UnauthorizedError extends ApiError {
  static override readonly kind: string = "UnauthorizedError";
}

/** The account may not do this. */
export class ForbiddenError extends ApiError {
  static override readonly kind: string = "ForbiddenError";
}

/** It does not exist, or this account may not see it. */
export class NotFoundError extends ApiError {
  static override readonly kind: string = "NotFoundError";
}

/** It exists already, or changed meanwhile. */
export class ConflictError extends ApiError {
  static override readonly kind: string = "ConflictError";
}

/** Somebody else holds a lock; try again later. */
export class LockedError extends ApiError {
  static override readonly kind: string = "LockedError";
}

/** A value was understood and is not allowed. */
export class UnprocessableEntityError extends ApiError {
  static override readonly kind: string = "UnprocessableEntityError";
}

/** The body is larger than the server accepts. */
export class PayloadTooLargeError extends ApiError {
  static override readonly kind: string = "PayloadTooLargeError";
}

/** The quota or the disk is full. */
export class InsufficientStorageError extends ApiError {
  static override readonly kind: string = "InsufficientStorageError";
}

/** The server failed. */
export class ServerError extends ApiError {
  static override readonly kind: string = "ServerError";
}

/** A class of {@link ApiError}, as a service's table of vendor codes names it. */
export type ApiErrorClass = new (message: string, code: string, details: ApiErrorDetails) => ApiError;

/** What an HTTP status means where the service's own table has nothing better. */
const byStatus: ReadonlyMap<number, readonly [ApiErrorClass, string]> = new Map<
  number,
  readonly [ApiErrorClass, string]
>([
  [400, [BadRequestError, "BAD_REQUEST"]],
  [401, [UnauthorizedError, "UNAUTHORIZED"]],
  [403, [ForbiddenError, "FORBIDDEN"]],
  [404, [NotFoundError, "NOT_FOUND"]],
  [409, [ConflictError, "CONFLICT"]],
  [410, [NotFoundError, "GONE"]],
  [412, [ConflictError, "PRECONDITION_FAILED"]],
  [413, [PayloadTooLargeError, "PAYLOAD_TOO_LARGE"]],
  [422, [UnprocessableEntityError, "UNPROCESSABLE_ENTITY"]],
  [423, [LockedError, "LOCKED"]],
  [507, [InsufficientStorageError, "INSUFFICIENT_STORAGE"]],
]);

/** Picks the class and code for a status the service's own table does not name. */
export function errorClassFor(status: number): readonly [ApiErrorClass, string] {
  return (
    byStatus.get(status) ?? (status >= 500 ? [ServerError, "SERVER_ERROR"] : [ApiError, `HTTP_${status}`])
  );
}
