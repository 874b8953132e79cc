import { pathOf, withDescendants } from "../file-tree.js";
import type { Located } from "../home.js";
import { DELETE } from "../permissions.js";
import type { NextcloudState, NextcloudUser } from "../state.js";
import type { DavCall } from "./call.js";
import { forbidden, noSuchFile } from "./errors.js";
import { checkPreconditions } from "./preconditions.js";
import { requirePermission } from "./upload.js";

/** Answer DELETE. */
export function remove({ state, user, home, names, incoming, now }: DavCall): Response {
  if (names.length === 0) throw forbidden("Permission denied to delete home folder");
  const located = home.locate(names);
  if (located === undefined) throw noSuchFile(names);
  checkPreconditions(incoming.headers, located.node);
  const location = pathOf(located.node);
  discard(state, user, located);
  const isTrashed = located.node.parent === null && incoming.headers.get("x-nc-skip-trashbin") !== "true";
  if (isTrashed) {
    const name = `${located.node.name}.d${now}`;
    state.trashOf(user.id).set(name, { name, node: located.node, location, deletedAt: now });
  }
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
