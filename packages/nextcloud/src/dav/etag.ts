/**
 * Strips an entity tag of its quotes and of the `W/` that compression adds: Nextcloud answers `If-Match: W/"…"` with 412.
 */
export function bareEtag(etag: string): string {
  const strong = etag.startsWith("W/") ? etag.slice(2) : etag;
  return strong.startsWith('"') && strong.endsWith('"') ? strong.slice(1, -1) : strong;
}

/** Quotes a bare entity tag for a header. */
export function quoteEtag(etag: string): string {
  return `"${bareEtag(etag)}"`;
}
