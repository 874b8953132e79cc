/**
 * Strips an entity tag of its quotes and of the `W/` that compression adds: Nextcloud answers `If-Match: W/"…"` with 412.
 */
export function bareEtag(etag: string): string {
  return etag.replace(/^W\//, "").replace(/^"(.*)"$/, "$1");
}

/** Quotes a bare entity tag for a header. */
export function quoteEtag(etag: string): string {
  return `"${bareEtag(etag)}"`;
}
