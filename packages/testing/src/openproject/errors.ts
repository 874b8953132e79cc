import { reply } from "../replies.js";

const URN = "urn:openproject-org:api:v3:errors:";

/** A failure as a HAL error. */
export class OpenProjectError extends Error {
  override readonly name = "OpenProjectError";
  constructor(
    readonly status: number,
    /** Without the URN it is written with. */
    readonly identifier: string,
    message: string,
    readonly details?: Readonly<Record<string, unknown>>,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }

  /** The property a 422 is about. */
  get attribute(): string {
    return String(this.details?.attribute ?? "base");
  }

  toJson(): object {
    const { identifier, message, details } = this;
    return {
      _type: "Error",
      errorIdentifier: URN + identifier,
      message,
      ...(details && { _embedded: { details } }),
    };
  }

  toResponse(): Response {
    return hal(this.status, this.toJson(), this.headers);
  }
}

/** Several failures at once: wrapped, unless there is only one. */
export class MultipleErrors extends Error {
  override readonly name = "MultipleErrors";
  constructor(readonly errors: readonly OpenProjectError[]) {
    super("Multiple field constraints have been violated.");
  }

  toResponse(): Response {
    const [only, ...others] = this.errors;
    if (only && others.length === 0) return only.toResponse();
    return hal(422, {
      _type: "Error",
      errorIdentifier: `${URN}MultipleErrors`,
      message: this.message,
      _embedded: { errors: this.errors.map((error) => error.toJson()) },
    });
  }
}

export function hal(status: number, body: object, headers: Record<string, string> = {}): Response {
  return reply(status, "application/hal+json; charset=utf-8", JSON.stringify(body), headers);
}

export function unauthenticated(message: string): OpenProjectError {
  const headers = { "www-authenticate": 'Basic realm="OpenProject API"' };
  return new OpenProjectError(401, "Unauthenticated", message, undefined, headers);
}

export function missingPermission(): OpenProjectError {
  return new OpenProjectError(403, "MissingPermission", "You are not authorized to access this resource.");
}

/** For what is there but invisible too. */
export function notFound(): OpenProjectError {
  return new OpenProjectError(404, "NotFound", "The requested resource could not be found.");
}

export function updateConflict(): OpenProjectError {
  const message = "Could not update the resource because of conflicting modifications.";
  return new OpenProjectError(409, "UpdateConflict", message);
}

export function invalidQuery(message: string): OpenProjectError {
  return new OpenProjectError(400, "InvalidQuery", message);
}

export function constraintViolation(attribute: string, message: string): OpenProjectError {
  return new OpenProjectError(422, "PropertyConstraintViolation", message, { attribute });
}

export function formatError(attribute: string, expected: string, actual: unknown): OpenProjectError {
  const message = `Invalid format for property '${attribute}': Expected format like '${expected}', but got '${JSON.stringify(actual)}'.`;
  return new OpenProjectError(422, "PropertyFormatError", message, { attribute });
}

export function readOnly(attribute: string): OpenProjectError {
  return new OpenProjectError(
    422,
    "PropertyIsReadOnly",
    `${attribute} was attempted to be written but is not writable.`,
    {
      attribute,
    },
  );
}
