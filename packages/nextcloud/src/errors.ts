import {
  type ApiErrorClass,
  BadRequestError,
  ConflictError,
  ForbiddenError,
  NotFoundError,
  ResponseError,
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
const EDIT_USER = /^PUT ocs\/v2\.php\/cloud\/users\/\{\}(\/additional_mail)?$/;
const CREATE_GROUP = /^POST ocs\/v2\.php\/cloud\/groups$/;
export const DELETE_GROUP = /^DELETE ocs\/v2\.php\/cloud\/groups\/\{\}$/;
const MEMBERSHIP = /^(POST|DELETE) ocs\/v2\.php\/cloud\/users\/\{\}\/groups$/;
const PROMOTE = /^POST ocs\/v2\.php\/cloud\/users\/\{\}\/subadmins$/;
export const DEMOTE = /^DELETE ocs\/v2\.php\/cloud\/users\/\{\}\/subadmins$/;
const SEARCH_PROVIDER = /^GET ocs\/v2\.php\/search\/providers\//;
/** What answers a parameter of the wrong kind with an internal error, because PHP's types refuse it. */
const TYPE_CHECKED = /^(POST|PUT) ocs\/v2\.php\/(cloud\/users|apps\/(files_sharing|webhook_listeners)\/)/;
const INTO_FILES = /^PUT remote\.php\/dav\/(files|uploads)\//;
const TAG_FILE = /^PUT remote\.php\/dav\/systemtags-relations\//;
const CREATE_TAG = /^POST remote\.php\/dav\/systemtags$/;
const INTO_FOLDER = /^(MKCOL|MOVE|COPY) /;

/** What a vendor code means where the HTTP status alone would say something else, or too little. */
const rows: readonly ErrorRow[] = [
  { operation: CREATE_USER, code: "101", type: [BadRequestError, "INVALID_USER"] },
  { operation: CREATE_USER, code: "102", type: [ConflictError, "USER_EXISTS"] },
  { operation: CREATE_USER, code: "103", type: [ForbiddenError, "GROUP_NOT_PERMITTED"] },
  { operation: CREATE_USER, code: "104", type: [NotFoundError, "GROUP_NOT_FOUND"] },
  { operation: CREATE_USER, code: "105", type: [ForbiddenError, "GROUP_NOT_PERMITTED"] },
  { operation: CREATE_USER, code: "106", type: [ForbiddenError, "GROUP_REQUIRED"] },
  { operation: CREATE_USER, code: "107", type: [UnprocessableEntityError, "PASSWORD_POLICY"] },
  { operation: CREATE_USER, code: "108", type: [UnprocessableEntityError, "EMAIL_REQUIRED"] },
  { operation: CREATE_USER, code: "109", type: [NotFoundError, "GROUP_NOT_FOUND"] },
  { operation: CREATE_USER, code: "110", type: [UnprocessableEntityError, "EMAIL_REQUIRED"] },
  { operation: EDIT_USER, code: "101", type: [UnprocessableEntityError, "INVALID_VALUE"] },
  { operation: EDIT_USER, code: "107", type: [UnprocessableEntityError, "PASSWORD_POLICY"] },
  { operation: EDIT_USER, code: "113", type: [ForbiddenError, "FIELD_NOT_EDITABLE"] },
  { operation: CREATE_GROUP, code: "101", type: [BadRequestError, "INVALID_GROUP"] },
  { operation: CREATE_GROUP, code: "102", type: [ConflictError, "GROUP_EXISTS"] },
  { operation: DELETE_GROUP, code: "101", type: [NotFoundError, "GROUP_NOT_FOUND"] },
  { operation: DELETE_GROUP, code: "102", type: [ForbiddenError, "GROUP_NOT_DELETABLE"] },
  { operation: MEMBERSHIP, code: "102", type: [NotFoundError, "GROUP_NOT_FOUND"] },
  { operation: MEMBERSHIP, code: "103", type: [NotFoundError, "USER_NOT_FOUND"] },
  { operation: MEMBERSHIP, code: "104", type: [ForbiddenError, "GROUP_NOT_PERMITTED"] },
  { operation: MEMBERSHIP, code: "105", type: [ForbiddenError, "CANNOT_REMOVE_SELF"] },
  { operation: PROMOTE, code: "101", type: [NotFoundError, "USER_NOT_FOUND"] },
  { operation: PROMOTE, code: "102", type: [NotFoundError, "GROUP_NOT_FOUND"] },
  { operation: PROMOTE, code: "103", type: [ForbiddenError, "GROUP_NOT_PERMITTED"] },
  { operation: DEMOTE, code: "101", type: [NotFoundError, "USER_OR_GROUP_NOT_FOUND"] },
  { operation: DEMOTE, code: "102", type: [NotFoundError, "NOT_A_SUBADMIN"] },
  { operation: SEARCH_PROVIDER, code: "996", type: [NotFoundError, "PROVIDER_NOT_FOUND"] },
  { operation: TYPE_CHECKED, code: "996", type: [BadRequestError, "INVALID_PARAMETER"] },
  { code: "997", type: [UnauthorizedError, "UNAUTHORIZED"] },
  { code: "998", type: [NotFoundError, "NOT_FOUND"] },
  { operation: /^MKCOL /, code: "MethodNotAllowed", type: [ConflictError, "ALREADY_EXISTS"] },
  { operation: INTO_FOLDER, code: "Conflict", type: [NotFoundError, "PARENT_NOT_FOUND"] },
  { operation: INTO_FILES, code: "NotFound", type: [NotFoundError, "PARENT_NOT_FOUND"] },
  { operation: TAG_FILE, code: "PreconditionFailed", type: [NotFoundError, "TAG_NOT_FOUND"] },
  { operation: CREATE_TAG, code: "Conflict", type: [ConflictError, "TAG_EXISTS"] },
  { code: "DisabledUserException", type: [UnauthorizedError, "ACCOUNT_DISABLED"] },
  { code: "RequestedRangeNotSatisfiable", type: [BadRequestError, "RANGE_NOT_SATISFIABLE"] },
  { code: "NotFound", type: [NotFoundError, "NOT_FOUND"] },
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

/** Makes the error for a share that allows more than was asked for, and that could not be deleted either. */
export function shareLeftBehind(id: string, error: unknown, cause: unknown): ResponseError {
  const text = `The share ${id} was made, its download could not be hidden, and it could not be deleted again`;
  return new ResponseError(`${text}: ${String(error)}`, "SHARE_LEFT_BEHIND", {
    service: "nextcloud",
    outcome: "unknown",
    attempts: 1,
    cause,
  });
}
