import {
  type ApiErrorClass,
  BadRequestError,
  ConflictError,
  ForbiddenError,
  NotFoundError,
  ServerError,
  serviceBrand,
  UnauthorizedError,
  UnprocessableEntityError,
} from "@platformq/resilience";

/** Recognises every error of a Nextcloud client: `error instanceof NextcloudError`. */
export const NextcloudError = serviceBrand("nextcloud");

interface ErrorRow {
  /** Only for operations that match; a code means different things to different endpoints. */
  readonly operation?: RegExp;
  /** An OCS status code, or the last part of a WebDAV exception's name. */
  readonly code: string;
  readonly type: readonly [ApiErrorClass, string];
}

const CREATE_USER = /^POST ocs\/v2\.php\/cloud\/users$/;
const INTO_FOLDER = /^(MKCOL|MOVE|COPY) /;

/** What a vendor code means where the HTTP status alone would say something else, or too little. */
const rows: readonly ErrorRow[] = [
  { operation: CREATE_USER, code: "101", type: [BadRequestError, "INVALID_USER"] },
  { operation: CREATE_USER, code: "102", type: [ConflictError, "USER_EXISTS"] },
  { operation: CREATE_USER, code: "104", type: [NotFoundError, "GROUP_NOT_FOUND"] },
  { operation: CREATE_USER, code: "105", type: [ForbiddenError, "GROUP_NOT_PERMITTED"] },
  { operation: CREATE_USER, code: "107", type: [UnprocessableEntityError, "PASSWORD_POLICY"] },
  { operation: CREATE_USER, code: "108", type: [UnprocessableEntityError, "EMAIL_REQUIRED"] },
  { code: "997", type: [UnauthorizedError, "UNAUTHORIZED"] },
  { code: "998", type: [NotFoundError, "NOT_FOUND"] },
  { operation: /^MKCOL /, code: "MethodNotAllowed", type: [ConflictError, "ALREADY_EXISTS"] },
  { operation: INTO_FOLDER, code: "Conflict", type: [NotFoundError, "PARENT_NOT_FOUND"] },
  { operation: /^PUT /, code: "NotFound", type: [NotFoundError, "PARENT_NOT_FOUND"] },
  { code: "DisabledUserException", type: [UnauthorizedError, "ACCOUNT_DISABLED"] },
  { code: "NotFound", type: [NotFoundError, "NOT_FOUND"] },
  { code: "ServerMaintenanceMode", type: [ServerError, "MAINTENANCE"] },
];

/** Finds the class and code a vendor code stands for; `undefined` leaves it to the HTTP status. */
export function errorType(
  operation: string | undefined,
  vendorCode: string,
): readonly [ApiErrorClass, string] | undefined {
  return rows.find(
    (row) => row.code === vendorCode && (row.operation === undefined || row.operation.test(operation ?? "")),
  )?.type;
}
