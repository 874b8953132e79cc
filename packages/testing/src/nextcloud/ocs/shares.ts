import { randomBytes } from "node:crypto";
import type { Clock } from "../../clock.js";
import { SlidingWindow } from "../../sliding-window.js";
import type { NextcloudNode } from "../file-tree.js";
import { Home, incomingShares, type Located } from "../home.js";
import { READ, SHARE } from "../permissions.js";
import type { NextcloudShare, NextcloudShareType, NextcloudState } from "../state.js";
import { type OcsApi, type OcsCall, RateLimited } from "./api.js";
import { OcsError } from "./envelope.js";
import type { Parameters } from "./parameters.js";
import { shareData } from "./share-data.js";
import {
  checkSharePassword,
  checkShareType,
  linkPermissions,
  memberPermissions,
  parseExpireDate,
  publicUploadPermissions,
} from "./share-rules.js";

const BASE = "/apps/files_sharing/api/v1/shares";

const UPDATABLE = [
  "permissions",
  "password",
  "publicUpload",
  "expireDate",
  "note",
  "label",
  "hideDownload",
  "attributes",
  "token",
];

export interface SharesOptions {
  readonly clock: Clock;
  readonly baseUrl: () => string;
  /** Whether to enforce the limit of 20 creations in 10 minutes per user. */
  readonly isLimited: boolean;
}

/** The sharing API. */
export function addShareEndpoints(ocs: OcsApi, state: NextcloudState, options: SharesOptions): void {
  const shares = new Shares(state, options);
  ocs.on("GET", BASE, (call) => shares.list(call));
  ocs.on("POST", BASE, (call) => shares.create(call));
  ocs.on("GET", `${BASE}/{id}`, (call) => shares.get(call));
  ocs.on("PUT", `${BASE}/{id}`, (call) => shares.update(call));
  ocs.on("DELETE", `${BASE}/{id}`, (call) => shares.delete(call));
}

class Shares {
  readonly #limit: SlidingWindow;

  constructor(
    private readonly state: NextcloudState,
    private readonly options: SharesOptions,
  ) {
    this.#limit = new SlidingWindow(options.clock, { requests: 20, perMs: 600_000 });
  }

  list({ user, parameters }: OcsCall) {
    return this.#select(user.id, parameters)
      .filter(({ fileId }) => this.state.files.byId(fileId))
      .map((share) => this.#row(share, user.id));
  }

  get(call: OcsCall) {
    return [this.#row(this.#find(call), call.user.id)];
  }

  create({ user, parameters }: OcsCall) {
    if (this.options.isLimited && this.#limit.take(user.id) > 0) throw new RateLimited();
    const path = parameters.text("path");
    const permissions = parameters.integer("permissions");
    const shareType = parameters.integer("shareType") ?? -1;
    const shareWith = parameters.text("shareWith") ?? "";
    const publicUpload = parameters.text("publicUpload");
    if (path === undefined) throw new OcsError(404, "Please specify a file or folder path");
    const located = this.#locate(user.id, path);
    const { node } = located;
    const type = checkShareType(shareType);
    this.#checkRecipient(type, shareWith, user.id);
    if (node.parent === null) throw new OcsError(403, "You cannot share your root folder");
    if ((located.permissions & SHARE) === 0) throw new OcsError(403, `You are not allowed to share ${path}`);
    const known = this.#existing(type, shareWith, node);
    // No conflict: the share that is there is handed out, with the permissions it already has.
    if (known) return this.#row(known, user.id);
    const isLink = type === 3 || type === 4;
    const uploadPermissions =
      publicUpload === "true" ? publicUploadPermissions(node, true, 404) : (permissions ?? READ);
    const share: NextcloudShare = {
      id: this.state.nextShareId(),
      type,
      owner: user.id,
      fileId: node.id,
      shareWith: type === 3 ? null : shareWith,
      permissions: isLink ? linkPermissions(node, uploadPermissions) : memberPermissions(node, permissions),
      createdAt: Math.floor(this.options.clock.now() / 1000),
      expireDate: this.#expireDate(parameters) ?? null,
      token: isLink ? randomBytes(8).toString("hex").slice(0, 15) : null,
      password: sharePassword(parameters) ?? null,
      note: parameters.text("note") ?? "",
      label: parameters.text("label") ?? "",
      // Not taken at the creation: it can only be set by an update.
      hideDownload: false,
      attributes: parameters.text("attributes") ?? null,
      target: type === 4 ? null : `/${located.name}`,
      declinedBy: new Set(),
    };
    this.state.shares.set(share.id, share);
    return this.#row(share, user.id, 1);
  }

  update(call: OcsCall) {
    const { user, parameters } = call;
    const share = this.#find(call);
    if (share.owner !== user.id) throw new OcsError(403, "You are not allowed to edit incoming shares");
    // `null` counts as left out.
    if (UPDATABLE.every((name) => !parameters.has(name))) {
      throw new OcsError(400, "Wrong or no update parameter given");
    }
    const node = this.#node(share);
    const permissions = parameters.integer("permissions");
    const publicUpload = parameters.text("publicUpload");
    const hideDownload = parameters.text("hideDownload");
    const isLink = share.type === 3 || share.type === 4;
    if (parameters.text("token") !== undefined) {
      throw new OcsError(403, "Custom share link tokens have been disabled by the administrator");
    }
    const expireDate = this.#expireDate(parameters);
    const password = sharePassword(parameters);
    if (expireDate !== undefined) share.expireDate = expireDate;
    if (password !== undefined) share.password = password;
    if (isLink && publicUpload !== undefined) {
      share.permissions = linkPermissions(node, publicUploadPermissions(node, publicUpload === "true", 400));
    } else if (permissions !== undefined) {
      share.permissions = isLink ? linkPermissions(node, permissions) : memberPermissions(node, permissions);
    }
    if (isLink && hideDownload !== undefined) share.hideDownload = hideDownload === "true";
    share.note = parameters.text("note") ?? share.note;
    share.label = parameters.text("label") ?? share.label;
    share.attributes = parameters.text("attributes") ?? share.attributes;
    return this.#row(share, user.id);
  }

  delete(call: OcsCall): [] {
    const share = this.#find(call);
    if (share.type === 1 && share.owner !== call.user.id) share.declinedBy.add(call.user.id);
    else this.state.shares.delete(share.id);
    return [];
  }

  #select(uid: string, parameters: Parameters): NextcloudShare[] {
    if (parameters.flag("shared_with_me")) return incomingShares(this.state, uid);
    const all = [...this.state.shares.values()];
    const own = all.filter(({ owner }) => owner === uid);
    const path = parameters.text("path");
    if (path === undefined) return own;
    const { node } = this.#locate(uid, path);
    if (!parameters.flag("subfiles")) {
      return (parameters.flag("reshares") ? all : own).filter(({ fileId }) => fileId === node.id);
    }
    if (node.kind === "file") throw new OcsError(400, "Not a directory");
    const children = new Set([...node.children.values()].map(({ id }) => id));
    return own.filter(({ fileId }) => children.has(fileId));
  }

  /** An empty text clears the date. */
  #expireDate(parameters: Parameters): string | null | undefined {
    const text = parameters.text("expireDate");
    if (text === undefined) return undefined;
    return text === "" ? null : parseExpireDate(text, this.options.clock);
  }

  #checkRecipient(type: NextcloudShareType, shareWith: string, uid: string): void {
    if (type === 0 && !this.state.users.has(shareWith)) {
      throw new OcsError(404, "Please specify a valid account to share with");
    }
    if (type === 0 && shareWith === uid) throw new OcsError(403, "Cannot share with yourself");
    if (type === 1 && !this.state.groups.has(shareWith)) {
      throw new OcsError(404, "Please specify a valid group");
    }
    if (type === 4 && !shareWith.includes("@")) {
      throw new OcsError(404, "Please specify a valid email address");
    }
  }

  #existing(type: NextcloudShareType, shareWith: string, node: NextcloudNode): NextcloudShare | undefined {
    if (type === 3) return undefined;
    return [...this.state.shares.values()].find((share) => {
      return share.type === type && share.shareWith === shareWith && share.fileId === node.id;
    });
  }

  #locate(uid: string, path: string): Located {
    const names = path
      .normalize("NFC")
      .split("/")
      .filter((name) => name !== "");
    const located = new Home(this.state, uid).locate(names);
    if (located === undefined) throw new OcsError(404, "Wrong path, file/folder does not exist");
    return located;
  }

  /** A share the user owns or received: others' shares do not exist for them. */
  #find({ user, path }: OcsCall): NextcloudShare {
    const share = this.state.shares.get(path.id ?? "");
    const isParty = share && (share.owner === user.id || incomingShares(this.state, user.id).includes(share));
    if (!share || !isParty) throw new OcsError(404, "Wrong share ID, share does not exist");
    return share;
  }

  #node(share: NextcloudShare): NextcloudNode {
    const node = this.state.files.byId(share.fileId);
    if (node === undefined) throw new OcsError(404, "Wrong share ID, share does not exist");
    return node;
  }

  #row(share: NextcloudShare, viewer: string, mailSend: 0 | 1 = 0) {
    return shareData(this.state, {
      share,
      node: this.#node(share),
      viewer,
      baseUrl: this.options.baseUrl(),
      mailSend,
    });
  }
}

/** An empty text clears the password. */
function sharePassword(parameters: Parameters): string | null | undefined {
  const text = parameters.text("password");
  if (text === undefined) return undefined;
  return text === "" ? null : checkSharePassword(text);
}
