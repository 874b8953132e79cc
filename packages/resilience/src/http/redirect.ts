import { defaults } from "../defaults.js";
import { ResponseError } from "../errors/local-errors.js";
import type { Call } from "../pipeline/call.js";
import { header, type ResponseHeaders } from "./answer.js";
import { Path } from "./path.js";
import type { HttpRequest } from "./request.js";

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Tells whether an answer sends the request on. 304 and what the caller wants to see himself do not. */
export function isRedirect(status: number, request: HttpRequest): boolean {
  return status >= 300 && REDIRECTS.has(status) && request.redirect !== "manual";
}

/**
 * Finds where a redirect goes.
 *
 * Only reading requests are followed. Another origin is followed without credentials (the client sees to that), unless
 * the request keeps to its own; never from https to http.
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
  const isRead = request.method === "GET" || request.method === "HEAD";
  // Followed without credentials, the other origin may answer all the same, as to anybody.
  if (!isRead || (request.redirect === "same-origin" && target.origin !== from.origin)) {
    throw fail(`redirected to ${target.origin}; set baseUrl to where the server really is`);
  }
  if (from.protocol === "https:" && target.protocol !== "https:") throw fail("redirected from https to http");
  if (hops >= defaults.maxRedirects) throw fail(`more than ${defaults.maxRedirects} redirects`);
  return target;
}

/** Makes the request to where a redirect points. */
export function redirected(request: HttpRequest, target: URL): HttpRequest {
  const secrets = [...request.path.secrets, target.pathname];
  const path = new Path(target.pathname, "/(redirected)", request.path.template, secrets);
  return { ...request, target, path };
}

/** Leaves behind what only our own server may hear. */
export function withoutOurs(request: HttpRequest): HttpRequest {
  const { accept, range } = request.headers ?? {};
  const headers = { ...(accept && { accept }), ...(range && { range }) };
  // Also if the way leads back: another server must not choose what is asked for in our name.
  return { ...request, anonymous: true, headers };
}
