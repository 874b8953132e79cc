import type { NextcloudNode } from "./file-tree.js";
import { ALL } from "./permissions.js";
import type { NextcloudShare, NextcloudState } from "./state.js";

/** A node as one user meets it: in the own home, or below a share received from somebody else. */
export interface Located {
  readonly node: NextcloudNode;
  /** The name it has in this user's home, which for a received share may be another than the owner's. */
  readonly name: string;
  /** Permission bits the user has on it. */
  readonly permissions: number;
  /** The received share it is reached through. */
  readonly share: NextcloudShare | undefined;
  readonly isMountRoot: boolean;
}

/** A user's files, with received shares mounted at their targets. */
export class Home {
  readonly #state: NextcloudState;
  readonly #uid: string;

  constructor(state: NextcloudState, uid: string) {
    this.#state = state;
    this.#uid = uid;
  }

  root(): Located {
    return {
      node: this.#state.files.homeOf(this.#uid),
      name: "",
      permissions: ALL,
      share: undefined,
      isMountRoot: false,
    };
  }

  locate(names: readonly string[]): Located | undefined {
    let located: Located | undefined = this.root();
    for (const name of names) {
      located = located && this.#child(located, name);
    }
    return located;
  }

  /** What is in a folder, by name. */
  children(folder: Located): Located[] {
    if (folder.node.kind === "file") return [];
    const own = [...folder.node.children.values()].map((node) => below(folder, node));
    return [...own, ...this.#mounts(folder)].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #child(folder: Located, name: string): Located | undefined {
    const node = folder.node.kind === "folder" ? folder.node.children.get(name) : undefined;
    return node ? below(folder, node) : this.#mounts(folder).find((mount) => mount.name === name);
  }

  /** The received shares, if the folder is the user's home. */
  #mounts(folder: Located): Located[] {
    if (folder.node.parent !== null || folder.share !== undefined) return [];
    return incomingShares(this.#state, this.#uid).flatMap((share) => {
      const node = this.#state.files.byId(share.fileId);
      if (node === undefined || share.target === null) return [];
      const { permissions } = share;
      return [{ node, name: share.target.slice(1), permissions, share, isMountRoot: true }];
    });
  }
}

/** The shares a user received directly or as a member of a group, and did not unshare. */
export function incomingShares(state: NextcloudState, uid: string): NextcloudShare[] {
  return [...state.shares.values()].filter((share) => {
    if (share.owner === uid) return false;
    if (share.type === 0) return share.shareWith === uid;
    if (share.type !== 1 || share.declinedBy.has(uid)) return false;
    return state.groups.get(share.shareWith ?? "")?.members.has(uid) ?? false;
  });
}

function below({ permissions, share }: Located, node: NextcloudNode): Located {
  return { node, name: node.name, permissions, share, isMountRoot: false };
}
