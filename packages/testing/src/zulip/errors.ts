import { reply } from "../replies.js";

/** A failure in Zulip's own words. */
export class ZulipError extends Error {
  override readonly name = "ZulipError";
  constructor(
    readonly code: string,
    message: string,
    /** Further fields of the answer. */
    readonly fields: Readonly<Record<string, unknown>> = {},
    readonly status = 400,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }

  toResponse(): Response {
    const body = { result: "error", msg: this.message, code: this.code, ...this.fields };
    return zulipJson(this.status, body, this.headers);
  }
}

/** Most refusals, and with the status 404 what the server calls a resource that is not there. */
export function badRequest(message: string, status = 400): ZulipError {
  return new ZulipError("BAD_REQUEST", message, {}, status);
}

export function missingParameter(name: string): ZulipError {
  return new ZulipError("REQUEST_VARIABLE_MISSING", `Missing '${name}' argument`, { var_name: name });
}

export function invalidApiKey(message = "Invalid API key"): ZulipError {
  return new ZulipError("INVALID_API_KEY", message, {}, 401);
}

export function notLoggedIn(): ZulipError {
  const message = "Not logged in: API authentication or user session required";
  return new ZulipError("UNAUTHENTICATED_USER", message, {}, 401, {
    "www-authenticate": 'Basic realm="zulip"',
  });
}

/** The wait is a fraction of seconds, in the body under a name with a hyphen and in the header alike. */
export function rateLimitHit(seconds: number): ZulipError {
  const fields = { "retry-after": seconds };
  const headers = { "retry-after": String(seconds) };
  return new ZulipError("RATE_LIMIT_HIT", "API usage exceeded rate limit", fields, 429, headers);
}

/** A refusal that keeps the channel's old name. */
export function noSuchStream(fields: { stream: string } | { stream_id: number }): ZulipError {
  const message =
    "stream" in fields
      ? `Channel '${fields.stream}' does not exist`
      : `Channel with ID '${fields.stream_id}' does not exist`;
  return new ZulipError("STREAM_DOES_NOT_EXIST", message, fields);
}

export function requireAdministrator(): ZulipError {
  return new ZulipError("UNAUTHORIZED_PRINCIPAL", "Must be an organization administrator");
}

export function zulipJson(status: number, body: object, headers: Record<string, string> = {}): Response {
  return reply(status, "application/json", JSON.stringify(body), headers);
}
