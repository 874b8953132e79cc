import { withDescendants } from "../file-tree.js";
import type { Located } from "../home.js";
import { DELETE } from "../permissions.js";
import type { NextcloudState, NextcloudUser } from "../state.js";
import type { DavCall } from "./call.js";
import { forbidden, noSuchFile } from "./errors.js";
import { checkPreconditions } from "./preconditions.js";
import { requirePermission } from "./upload.js";

/** Answer DELETE. */
export function remove({ state, user, home, names, incoming }: DavCall): Response {
  if (names.length === 0) throw forbidden("Permission denied to delete home folder");
  const located = home.locate(names);
  if (located === undefined) throw noSuchFile(names);
  checkPreconditions(incoming.headers, located.node);
  discard(state, user, located);
  return new Response(null, { status: 204 });
}

/** Delete a node with its shares. Of a received share only the recipient's part in it goes. */
export function discard(state: NextcloudState, user: NextcloudUser, located: Located): void {
  const { node, share, isMountRoot } = located;
  if (share && isMountRoot) {
    if (share.type === 1) share.declinedBy.add(user.id);
    else state.shares.delete(share.id);
    return;
  }
  requirePermission(located, DELETE);
  const ids = new Set([...withDescendants(node)].map(({ id }) => id));
  for (const { id, fileId } of [...state.shares.values()]) if (ids.has(fileId)) state.shares.delete(id);
  state.files.remove(node);
}
