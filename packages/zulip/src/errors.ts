import {
  type ApiErrorClass,
  ConflictError,
  errorClassFor,
  ForbiddenError,
  InsufficientStorageError,
  NotFoundError,
  serviceBrand,
  UnprocessableEntityError,
} from "@platformq/resilience";

/** Recognises every error of a Zulip client: `error instanceof ZulipError`. */
export const ZulipError = serviceBrand("zulip");

/** Zulip's own codes, as an error's `vendorCode` has them. Servers know more with every release. */
export type ZulipErrorCode =
  | "AUTHENTICATION_FAILED"
  | "BAD_EVENT_QUEUE_ID"
  | "BAD_IMAGE"
  | "BAD_NARROW"
  | "BAD_REQUEST"
  | "CANNOT_DEACTIVATE_LAST_USER"
  | "EXPECTATION_MISMATCH"
  | "INVALID_API_KEY"
  | "INVITATION_FAILED"
  | "MOVE_MESSAGES_TIME_LIMIT_EXCEEDED"
  | "PASSWORD_AUTH_DISABLED"
  | "RATE_LIMIT_HIT"
  | "REACTION_ALREADY_EXISTS"
  | "REACTION_DOES_NOT_EXIST"
  | "REALM_DEACTIVATED"
  | "REALM_UPLOAD_QUOTA"
  | "REQUEST_VARIABLE_INVALID"
  | "REQUEST_VARIABLE_MISSING"
  | "STREAM_DOES_NOT_EXIST"
  | "STREAM_WILDCARD_MENTION_NOT_ALLOWED"
  | "TOPIC_WILDCARD_MENTION_NOT_ALLOWED"
  | "UNAUTHENTICATED_USER"
  | "UNAUTHORIZED_PRINCIPAL"
  | "USER_DEACTIVATED"
  | (string & {});

/** Codes that come as 400 and mean more than a bad request. @see https://zulip.com/api/rest-error-handling */
const byCode: ReadonlyMap<string, ApiErrorClass> = new Map<string, ApiErrorClass>([
  ["BAD_EVENT_QUEUE_ID", NotFoundError],
  ["CANNOT_DEACTIVATE_LAST_USER", UnprocessableEntityError],
  ["EXPECTATION_MISMATCH", ConflictError],
  ["MOVE_MESSAGES_TIME_LIMIT_EXCEEDED", ForbiddenError],
  ["REACTION_ALREADY_EXISTS", ConflictError],
  ["REACTION_DOES_NOT_EXIST", NotFoundError],
  ["REALM_UPLOAD_QUOTA", InsufficientStorageError],
  ["STREAM_DOES_NOT_EXIST", NotFoundError],
  ["STREAM_WILDCARD_MENTION_NOT_ALLOWED", ForbiddenError],
  ["TOPIC_WILDCARD_MENTION_NOT_ALLOWED", ForbiddenError],
  ["UNAUTHORIZED_PRINCIPAL", ForbiddenError],
]);

/** Operations that only look something up: their `BAD_REQUEST` is Zulip's way to say that it does not exist. */
const LOOKS_UP = /^GET api\/v1\/(get_stream_id|(users|streams|messages)\/\{\})$/;

/** Finds the class and code a vendor code stands for, by operation. */
export function errorType(
  operation: string | undefined,
  vendorCode: string,
  status: number,
): [ApiErrorClass, string] {
  if (vendorCode === "BAD_REQUEST" && status === 400 && LOOKS_UP.test(operation ?? "")) {
    return [NotFoundError, "NOT_FOUND"];
  }
  return [byCode.get(vendorCode) ?? errorClassFor(status)[0], vendorCode];
}
