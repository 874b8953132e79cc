import { type NextcloudNode, pathOf, sizeOf } from "../file-tree.js";
import { ALL, CREATE, DELETE } from "../permissions.js";
import type { NextcloudShare, NextcloudState } from "../state.js";

export interface ShareView {
  readonly share: NextcloudShare;
  readonly node: NextcloudNode;
  /** Who is looking: owner and recipient see different paths and permissions. */
  readonly viewer: string;
  readonly baseUrl: string;
  /** 1 in the answer to the creation, which is the only one that sends a mail. */
  readonly mailSend: 0 | 1;
}

/** A share as the sharing API shows it. */
export function shareData(state: NextcloudState, { share, node, viewer, baseUrl, mailSend }: ShareView) {
  const isIncoming = share.owner !== viewer;
  const isFolder = node.kind === "folder";
  return {
    id: share.id,
    share_type: share.type,
    uid_owner: share.owner,
    displayname_owner: displayName(state, share.owner),
    permissions: share.permissions,
    can_edit: !isIncoming,
    can_delete: true,
    stime: share.createdAt,
    parent: null,
    expiration: share.expireDate && `${share.expireDate} 00:00:00`,
    token: share.token,
    uid_file_owner: node.owner,
    note: share.note,
    label: share.label,
    displayname_file_owner: displayName(state, node.owner),
    path: isIncoming ? share.target : pathOf(node),
    item_type: isFolder ? "folder" : "file",
    // Whoever received a share can always get rid of it.
    item_permissions: isIncoming ? share.permissions | DELETE : isFolder ? ALL : ALL & ~CREATE,
    "is-mount-root": isIncoming,
    "mount-type": isIncoming ? "shared" : "",
    mimetype: isFolder ? "httpd/unix-directory" : node.contentType,
    has_preview: !isFolder && /^(text|image)\//.test(node.contentType),
    storage_id: isIncoming ? `shared::${share.target}` : `home::${node.owner}`,
    storage: storageNumber(state, node.owner),
    item_source: node.id,
    file_source: node.id,
    file_parent: node.parent?.id ?? -1,
    file_target: share.target,
    item_size: sizeOf(node),
    item_mtime: node.mtime,
    ...recipient(state, share, baseUrl),
    mail_send: mailSend,
    hide_download: share.hideDownload ? 1 : 0,
    attributes: share.attributes,
  };
}

function recipient(state: NextcloudState, share: NextcloudShare, baseUrl: string) {
  const { type, shareWith } = share;
  if (type === 0) {
    const user = state.users.get(shareWith ?? "");
    return {
      share_with: shareWith,
      share_with_displayname: user?.displayName ?? shareWith,
      share_with_displayname_unique: user?.email ?? shareWith,
    };
  }
  if (type === 1) {
    return {
      share_with: shareWith,
      share_with_displayname: state.groups.get(shareWith ?? "")?.displayName ?? shareWith,
    };
  }
  // The hash is shown in place of the password, and for a link in place of the recipient too.
  const hash =
    share.password && `3|$argon2id$v=19$m=65536,t=4,p=1$${Buffer.from(share.password).toString("base64url")}`;
  return {
    share_with: type === 3 ? hash : shareWith,
    share_with_displayname: type === 3 ? "(Shared link)" : shareWith,
    password: hash,
    send_password_by_talk: false,
    url: `${baseUrl}/s/${share.token}`,
  };
}

function displayName(state: NextcloudState, uid: string): string {
  return state.users.get(uid)?.displayName ?? uid;
}

function storageNumber(state: NextcloudState, uid: string): number {
  return [...state.users.keys()].indexOf(uid) + 1;
}
