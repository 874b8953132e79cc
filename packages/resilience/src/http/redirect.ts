import { defaults } from "../defaults.js";
import { ResponseError } from "../errors/local-errors.js";
import type { Call } from "../pipeline/call.js";
import { header, type ResponseHeaders } from "./answer.js";
import type { HttpRequest } from "./request.js";

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Tells whether an answer sends the request on. 304 and what the caller wants to see himself do not. */
export function isRedirect(status: number, request: HttpRequest): boolean {
  return status >= 300 && REDIRECTS.has(status) && request.redirect !== "manual";
}

/**
 * Finds where a redirect goes.
 *
 * Only reading requests are followed. Another origin is followed without credentials (the client sees to that); never
 * from https to http.
 *
 * @throws ResponseError when the redirect cannot be followed.
 */
export function redirectTarget(
  answer: { readonly status: number; readonly headers: ResponseHeaders },
  request: HttpRequest,
  from: URL,
  label: string,
  hops: number,
  call: Call,
): URL {
  const location = header(answer, "location");
  const fail = (why: string): ResponseError => {
    const context = { ...call.errorContext(), outcome: "rejected" as const };
    return new ResponseError(`${label} → ${answer.status}: ${why}`, "REDIRECT_REFUSED", context);
  };
  if (location === undefined || !URL.canParse(location, from.href))
    throw fail("a redirect without a usable location");
  const target = new URL(location, from);
  if (request.method !== "GET" && request.method !== "HEAD") {
    throw fail(`redirected to ${target.origin}; set baseUrl to where the server really is`);
  }
  if (from.protocol === "https:" && target.protocol !== "https:") throw fail("redirected from https to http");
  if (hops >= defaults.maxRedirects) throw fail(`more than ${defaults.maxRedirects} redirects`);
  return target;
}
