import { Home } from "../home.js";
import type { NextcloudState } from "../state.js";
import type { OcsApi, OcsCall } from "./api.js";
import { OcsError } from "./envelope.js";

/** Files that change their owner: whole, to the top of the new owner's home. */
export function addOwnershipTransferEndpoints(ocs: OcsApi, state: NextcloudState): void {
  const base = "/apps/files/api/v1/transferownership";
  const find = ({ user, path }: OcsCall) => {
    const transfer = state.ownershipTransfers.get(Number(path.id));
    if (transfer === undefined) throw new OcsError(404);
    if (transfer.recipient !== user.id) throw new OcsError(403);
    state.ownershipTransfers.delete(Number(path.id));
    return transfer;
  };

  ocs.on("POST", base, ({ user, parameters }) => {
    const recipient = parameters.requiredText("recipient");
    const names = parameters.requiredText("path").split("/").filter(Boolean);
    const located = new Home(state, user.id).locate(names);
    if (!state.users.has(recipient) || located === undefined) throw new OcsError(400);
    if (located.node.owner !== user.id) throw new OcsError(403);
    state.ownershipTransfers.set(state.ownershipTransfers.size + 1, { recipient, fileId: located.node.id });
    return [];
  });
  ocs.on("POST", `${base}/{id}`, (call) => {
    const { recipient, fileId } = find(call);
    const node = state.files.byId(fileId);
    if (node !== undefined) state.files.move(node, state.files.homeOf(recipient), node.name);
    return [];
  });
  ocs.on("DELETE", `${base}/{id}`, (call) => {
    find(call);
    return [];
  });
}
