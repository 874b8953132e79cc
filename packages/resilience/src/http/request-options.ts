import { InvalidInputError } from "../errors/local-errors.js";
import type { ErrorContext } from "../errors/platform-error.js";
import type { HttpRequest, RequestOptions } from "./request.js";
import { FRAMING_REASON, framingIn, lowerCase } from "./request-headers.js";

/**
 * Checks what the caller said about one call; a wrong number would otherwise mean no timeout or endless retries.
 *
 * @throws InvalidInputError before anything is sent
 */
export function checkRequestOptions(options: RequestOptions, context: ErrorContext): void {
  const { timeoutMs, deadlineMs, retry } = options;
  const fail = (name: string, what: string, value: unknown): never => {
    throw new InvalidInputError(`${name} must be ${what}, not ${value}`, context);
  };
  if (timeoutMs !== undefined && !isAbove(0, timeoutMs)) fail("timeoutMs", "a positive number", timeoutMs);
  if (deadlineMs !== undefined && deadlineMs !== false && !isAbove(0, deadlineMs)) {
    fail("deadlineMs", "a positive number or false", deadlineMs);
  }
  if (retry !== undefined && retry !== false && retry !== 0 && !isAbove(0, retry)) {
    fail("retry", "a number of retries or false", retry);
  }
}

/**
 * Adds the caller's headers to the request's, under one spelling of each name.
 *
 * @throws InvalidInputError for headers that are the client's own
 */
export function withOptions(
  request: HttpRequest,
  { headers, idempotent }: RequestOptions,
  context: ErrorContext,
): HttpRequest {
  if (request.headers === undefined && headers === undefined && idempotent === undefined) return request;
  const all = { ...lowerCase(request.headers), ...lowerCase(headers) };
  const [framing] = framingIn(all);
  if (framing !== undefined) {
    throw new InvalidInputError(`The header ${framing} cannot be set: ${FRAMING_REASON}`, context);
  }
  return { ...request, headers: all, idempotent: idempotent ?? request.idempotent };
}

function isAbove(limit: number, value: unknown): boolean {
  return typeof value === "number" && value > limit;
}
