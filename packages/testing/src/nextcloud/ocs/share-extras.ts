import { randomBytes } from "node:crypto";
import type { NextcloudNode } from "../file-tree.js";
import { incomingShares } from "../home.js";
import type { NextcloudShare, NextcloudState } from "../state.js";
import type { OcsApi, OcsCall } from "./api.js";
import { OcsError } from "./envelope.js";
import { shareData } from "./share-data.js";

const BASE = "/apps/files_sharing/api/v1";

/** Here ids come with the name of who keeps the shares. */
const PROVIDER = "ocinternal:";

/** What there is of shares beside making and changing them. */
export function addShareExtraEndpoints(ocs: OcsApi, state: NextcloudState, baseUrl: () => string): void {
  const row = (share: NextcloudShare, { user }: OcsCall) => {
    const node = state.files.byId(share.fileId);
    if (node === undefined) throw new OcsError(404, "Wrong share ID, share does not exist");
    return shareData(state, { share, node, viewer: user.id, baseUrl: baseUrl(), mailSend: 0 });
  };
  const all = () => [...state.shares.values()];

  ocs.on("GET", `${BASE}/shares/inherited`, (call) => {
    const names = call.parameters.requiredText("path").split("/").filter(Boolean);
    let node: NextcloudNode | undefined = state.files.homeOf(call.user.id);
    for (const name of names) node = node?.kind === "folder" ? node.children.get(name) : undefined;
    if (node === undefined) throw new OcsError(404, "Wrong path, file/folder does not exist");
    const above: NextcloudNode[] = [];
    for (let folder = node.parent; folder !== null; folder = folder.parent) above.push(folder);
    return above.flatMap(({ id, name }) => {
      const shares = all().filter(({ fileId }) => fileId === id);
      return shares.map((share) => ({ ...row(share, call), via_fileid: id, via_path: `/${name}` }));
    });
  });

  ocs.on("GET", `${BASE}/shares/pending`, (call) => {
    const own = incomingShares(state, call.user.id).filter(({ id }) => state.pendingShares.has(id));
    return own.map((share) => row(share, call));
  });
  ocs.on("POST", `${BASE}/shares/pending/{id}`, ({ path }) => {
    if (!state.pendingShares.delete(path.id ?? "")) {
      throw new OcsError(404, "Wrong share ID, share does not exist");
    }
    return [];
  });

  ocs.on("GET", `${BASE}/deletedshares`, (call) => {
    return all()
      .filter(({ declinedBy }) => declinedBy.has(call.user.id))
      .map((share) => ({ ...row(share, call), id: `${PROVIDER}${share.id}`, permissions: 0 }));
  });
  ocs.on("POST", `${BASE}/deletedshares/{id}`, ({ user, path }) => {
    const id = path.id?.startsWith(PROVIDER) ? path.id.slice(PROVIDER.length) : "";
    if (!state.shares.get(id)?.declinedBy.delete(user.id)) throw new OcsError(404, "Share not found");
    return [];
  });

  ocs.on("POST", `${BASE}/shares/{id}/send-email`, ({ user, path }) => {
    const share = state.shares.get(path.id ?? "");
    if (share === undefined || share.owner !== user.id) {
      throw new OcsError(404, "Wrong share ID, share does not exist");
    }
    if (share.type !== 3 && share.type !== 4) {
      throw new OcsError(400, "Only email and link shares can be sent");
    }
    return [];
  });

  ocs.on("GET", `${BASE}/token`, () => ({ token: randomBytes(8).toString("hex").slice(0, 15) }));
  addRemoteShareEndpoints(ocs, state);
}

/** Shares from other servers; a test puts them in place. */
function addRemoteShareEndpoints(ocs: OcsApi, state: NextcloudState): void {
  const { remoteShares } = state;
  const find = (id: string | undefined, isAccepted: boolean) => {
    const share = remoteShares.get(Number(id));
    if (share === undefined || share.accepted !== isAccepted) throw new OcsError(404, "Share not found");
    return share;
  };
  const listed = (isAccepted: boolean) =>
    [...remoteShares.values()].filter(({ accepted }) => accepted === isAccepted);

  ocs.on("GET", `${BASE}/remote_shares`, () => listed(true));
  ocs.on("GET", `${BASE}/remote_shares/pending`, () => listed(false));
  ocs.on("GET", `${BASE}/remote_shares/{id}`, ({ path }) => find(path.id, true));
  ocs.on("DELETE", `${BASE}/remote_shares/{id}`, ({ path }) => {
    remoteShares.delete(find(path.id, true).id);
    return [];
  });
  ocs.on("POST", `${BASE}/remote_shares/pending/{id}`, ({ path }) => {
    find(path.id, false).accepted = true;
    return [];
  });
  ocs.on("DELETE", `${BASE}/remote_shares/pending/{id}`, ({ path }) => {
    remoteShares.delete(find(path.id, false).id);
    return [];
  });
}
