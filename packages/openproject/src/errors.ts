import {
  type ApiErrorClass,
  type ApiErrorDetails,
  ConflictError,
  type ErrorAnswer,
  errorClassFor,
  ForbiddenError,
  mediaType,
  NotFoundError,
  openObject,
  serviceBrand,
  UnprocessableEntityError,
  type VendorError,
} from "@platformq/resilience";
import { z } from "zod";

/** Recognises every error of an OpenProject client: `error instanceof OpenProjectError`. */
export const OpenProjectError = serviceBrand("openproject");

/** What is wrong with one property. */
export interface AttributeError {
  /** The property, in the API's spelling; `base` is the resource as a whole. */
  readonly attribute: string | undefined;
  /** `PropertyConstraintViolation`, `PropertyIsReadOnly` and so on. */
  readonly identifier: string;
  /** For people, in the account's language. */
  readonly message: string;
}

const SingleError = openObject({
  errorIdentifier: z.string(),
  message: z.string().optional(),
  _embedded: openObject({ details: openObject({ attribute: z.string().optional() }).optional() }).optional(),
});
const HalError = SingleError.extend({
  _type: z.literal("Error"),
  _embedded: openObject({
    details: openObject({ attribute: z.string().optional() }).optional(),
    errors: z.array(SingleError).optional(),
  }).optional(),
});

const URN = "urn:openproject-org:api:v3:errors:";

function identifierOf(error: z.output<typeof SingleError>): string {
  return error.errorIdentifier.startsWith(URN)
    ? error.errorIdentifier.slice(URN.length)
    : error.errorIdentifier;
}

/** Lists what is wrong, whether the server wrapped several errors or sent the only one bare. */
export function attributeErrors(body: unknown): AttributeError[] {
  const parsed = HalError.safeParse(body);
  if (!parsed.success) return [];
  return (parsed.data._embedded?.errors ?? [parsed.data]).map((error) => ({
    attribute: error._embedded?.details?.attribute,
    identifier: identifierOf(error),
    message: error.message ?? "",
  }));
}

/** The server refuses the values; {@link errors} says which. */
export class ValidationError extends UnprocessableEntityError {
  static override readonly kind: string = "ValidationError";
  readonly errors: readonly AttributeError[];

  constructor(message: string, code: string, details: ApiErrorDetails) {
    super(message, code, details);
    this.errors = attributeErrors(details.body);
  }
}

/**
 * Somebody else changed meanwhile what this call was to change. Nothing was written, unless `outcome` is `unknown`: then
 * this change may have arrived first, by an attempt whose answer was lost.
 */
export class UpdateConflictError<T> extends ConflictError {
  static override readonly kind: string = "UpdateConflictError";
  /** The resource the change was based on. */
  declare readonly base: T;
  /** The resource as it is now. */
  declare readonly current: T;

  /** @param properties What both changed. */
  constructor(
    cause: ConflictError,
    { base, current, properties }: { base: T; current: T; properties: readonly string[] },
  ) {
    const said = cause.outcome === "unknown" ? "perhaps after this change" : "meanwhile";
    super(`${cause.message} (changed ${said}: ${properties.join(", ")})`, cause.code, {
      service: cause.service,
      operation: cause.operation,
      outcome: cause.outcome,
      attempts: cause.attempts,
      status: cause.status,
      vendorCode: cause.vendorCode,
      body: cause.body,
      cause,
    });
    // Not enumerable: whole resources have no place in logs.
    Object.defineProperties(this, { base: { value: base }, current: { value: current } });
  }
}

/** Identifiers whose status, always 500, says nothing of what to do. */
const byIdentifier: ReadonlyMap<string, ApiErrorClass> = new Map<string, ApiErrorClass>([
  ["MissingEnterpriseToken", ForbiddenError],
  ["OutboundRequest:Forbidden", ForbiddenError],
  ["OutboundRequest:NotFound", NotFoundError],
]);

/** Tells whether a 500 is a refusal in good order, rather than a failure of the server's. */
export function isRefusal(json: unknown): boolean {
  const parsed = HalError.safeParse(json);
  if (!parsed.success) return false;
  const identifier = identifierOf(parsed.data);
  return byIdentifier.has(identifier) || identifier.startsWith("OutboundRequest:");
}

/** Puts an error body in terms of the error tree. */
export function halError(json: unknown, status: number): VendorError | undefined {
  const parsed = HalError.safeParse(json);
  if (!parsed.success) return undefined;
  const identifier = identifierOf(parsed.data);
  const type = byIdentifier.get(identifier) ?? (status === 422 ? ValidationError : errorClassFor(status)[0]);
  return {
    message: messageOf(json, parsed.data.message),
    vendorCode: identifier,
    type: [type, codeOf(identifier)],
  };
}

/** Refusals that come before the API proper, such as 406 for a missing content type, are plain text. */
export function plainError(answer: ErrorAnswer): VendorError | undefined {
  return mediaType(answer) === "text/plain" ? { message: answer.text.trim() } : undefined;
}

/** Several errors are told one after the other: "Multiple field constraints have been violated" helps nobody. */
function messageOf(json: unknown, message: string | undefined): string | undefined {
  const errors = attributeErrors(json);
  return errors.length > 1 ? errors.map((error) => error.message).join(" ") : message;
}

/** `UpdateConflict` → `UPDATE_CONFLICT`: spelled like the codes of everything else. */
function codeOf(identifier: string): string {
  return identifier
    .replaceAll(":", "_")
    .replace(/(?<=[a-z])(?=[A-Z])/g, "_")
    .toUpperCase();
}
