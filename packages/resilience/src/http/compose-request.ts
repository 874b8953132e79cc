import type { HttpRequest } from "./request.js";

/** What a service's transport makes of a call. */
export type RequestParts = Pick<HttpRequest, "path" | "redirect" | "query" | "body" | "headers" | "secrets">;

/** What a caller said; all of it but the parts goes on as it is. */
export type GivenRequest = Omit<HttpRequest, Exclude<keyof RequestParts, "redirect" | "secrets">>;

/**
 * Makes a request of what a caller said and what a transport made of that.
 *
 * Every field is written out: a copy that fields are added to takes as long as a third of the pipeline to make, and is
 * slow to read wherever the request comes by.
 */
export function composeRequest(given: GivenRequest, parts: RequestParts): HttpRequest {
  return {
    method: given.method,
    path: parts.path,
    target: given.target,
    redirect: parts.redirect ?? given.redirect,
    query: parts.query,
    body: parts.body,
    headers: parts.headers,
    lane: given.lane,
    secrets: parts.secrets ?? given.secrets,
    operation: given.operation,
    idempotent: given.idempotent,
    anonymous: given.anonymous,
    probesCredential: given.probesCredential,
    judgesCredential: given.judgesCredential,
    alreadySo: given.alreadySo,
  } satisfies { [Field in keyof Required<HttpRequest>]: HttpRequest[Field] };
}
