import type { NextcloudNode } from "../file-tree.js";
import { preconditionFailed } from "./errors.js";

/** @throws DavError 412 if `If-Match` or `If-None-Match` forbid a change of the node */
export function checkPreconditions(headers: Headers, node: NextcloudNode | undefined): void {
  const ifMatch = headers.get("if-match");
  if (ifMatch !== null && node === undefined) {
    throw preconditionFailed("An If-Match header was specified and the resource did not exist", {
      header: "If-Match",
    });
  }
  if (ifMatch !== null && node !== undefined && !matches(ifMatch, node)) {
    throw preconditionFailed("An If-Match header was specified, but none of the specified ETags matched.", {
      header: "If-Match",
      headers: { etag: quoted(node) },
    });
  }
  const ifNoneMatch = headers.get("if-none-match");
  if (ifNoneMatch !== null && node !== undefined && matches(ifNoneMatch, node)) {
    throw preconditionFailed(
      "An If-None-Match header was specified, but the ETag matched (or * was specified).",
      { header: "If-None-Match" },
    );
  }
}

/** Whether a list of ETags has the node's. A weak one never does, not even the one the server gave out itself. */
export function matches(list: string, node: NextcloudNode): boolean {
  return list.trim() === "*" || list.split(",").some((etag) => etag.trim() === quoted(node));
}

export function quoted({ etag }: NextcloudNode): string {
  return `"${etag}"`;
}
