import { sizeOf } from "../file-tree.js";
import type { Located } from "../home.js";
import { CREATE, DELETE, READ, SHARE, UPDATE } from "../permissions.js";
import type { NextcloudState, NextcloudTag } from "../state.js";
import { escapeXml, PREFIXES, type QName } from "./xml.js";

/** Twelve characters every file id of an instance ends with. */
export const INSTANCE_ID = "ocfake0test1";

/** What a property is read from. */
export interface PropertySource {
  readonly state: NextcloudState;
  readonly located: Located;
  readonly viewer: string;
}

/** The content of a property's element as XML; `undefined` if the node has no such property. */
type Property = (source: PropertySource) => string | undefined;

/** File id as in `oc:id` and the `OC-FileId` header: zero-padded, with the instance's id. */
export function longFileId(id: number): string {
  return `${String(id).padStart(8, "0")}${INSTANCE_ID}`;
}

export function httpDate(seconds: number): string {
  return new Date(seconds * 1000).toUTCString();
}

/** Names and reads the properties a PROPFIND without a body asks for. */
export const DEFAULT_PROPERTIES: readonly QName[] = [
  "getlastmodified",
  "getcontentlength",
  "resourcetype",
  "quota-used-bytes",
  "quota-available-bytes",
  "getetag",
  "getcontenttype",
].map((name) => ({ namespace: "DAV:", name }));

const PROPERTIES: Record<string, Property> = {
  "d:getlastmodified": ({ located }) => httpDate(located.node.mtime),
  "d:creationdate": ({ located }) =>
    new Date(located.node.creationTime * 1000).toISOString().replace(".000Z", "+00:00"),
  "d:displayname": ({ located, viewer }) => escapeXml(located.name || viewer),
  "d:getetag": ({ located }) => `&quot;${located.node.etag}&quot;`,
  "d:getcontenttype": ({ located: { node } }) => (node.kind === "file" ? node.contentType : undefined),
  "d:getcontentlength": ({ located: { node } }) => (node.kind === "file" ? String(sizeOf(node)) : undefined),
  "d:resourcetype": ({ located }) => (located.node.kind === "folder" ? "<d:collection/>" : ""),
  "d:quota-used-bytes": ({ located: { node } }) =>
    node.kind === "folder" ? String(sizeOf(node)) : undefined,
  "d:quota-available-bytes": ({ state, located: { node } }) => {
    return node.kind === "folder" ? String(availableBytes(state, node.owner)) : undefined;
  },
  "oc:id": ({ located }) => longFileId(located.node.id),
  "oc:fileid": ({ located }) => String(located.node.id),
  "oc:size": ({ located }) => String(sizeOf(located.node)),
  "oc:permissions": ({ located }) => permissionLetters(located),
  "oc:favorite": ({ state, located, viewer }) => (state.isFavorite(viewer, located.node.id) ? "1" : "0"),
  "oc:tags": () => "",
  "oc:checksums": ({ located: { node } }) => {
    const checksum = node.kind === "file" ? node.checksum : undefined;
    return checksum && `<oc:checksum>${escapeXml(checksum)}</oc:checksum>`;
  },
  "oc:comments-unread": () => "0",
  "oc:comments-count": () => "0",
  "oc:comments-href": ({ located }) => `/remote.php/dav/comments/files/${located.node.id}`,
  "oc:owner-id": ({ located }) => escapeXml(located.node.owner),
  "oc:owner-display-name": ({ state, located: { node } }) =>
    escapeXml(state.users.get(node.owner)?.displayName ?? ""),
  "oc:share-types": (source) => {
    const types = new Set(ownShares(source).map(({ type }) => type));
    return [...types].map((type) => `<oc:share-type>${type}</oc:share-type>`).join("");
  },
  "oc:data-fingerprint": () => "",
  "oc:downloadURL": ({ located: { node } }) => (node.kind === "file" ? "" : undefined),
  "nc:sharees": (source) =>
    ownShares(source)
      .map((share) => sharee(source.state, share))
      .join(""),
  "nc:has-preview": ({ located: { node } }) => {
    return String(node.kind === "file" && /^(text|image)\//.test(node.contentType));
  },
  "nc:mount-type": ({ located }) => (located.share ? "shared" : ""),
  "nc:is-mount-root": ({ located }) => String(located.isMountRoot),
  "nc:is-federated": () => "",
  "nc:creation_time": ({ located }) => String(located.node.creationTime),
  "nc:upload_time": ({ located: { node } }) => (node.kind === "file" ? String(node.uploadTime) : undefined),
  "nc:system-tags": ({ state, located }) => state.tagsOf(located.node.id).map(tagElement).join(""),
  "nc:share-attributes": ({ located }) => escapeXml(located.share?.attributes ?? "[]"),
  "nc:hidden": () => "false",
  "nc:reminder-due-date": () => "",
  "nc:rich-workspace": ({ located }) => (located.node.kind === "folder" ? "" : undefined),
  "nc:contained-folder-count": (source) => containedCount(source, "folder"),
  "nc:contained-file-count": (source) => containedCount(source, "file"),
  "nc:note": ({ located }) => located.share?.note || undefined,
};

/** Read one property. */
export function readProperty({ namespace, name }: QName, source: PropertySource): string | undefined {
  const prefix = PREFIXES.get(namespace);
  const known = prefix === undefined ? undefined : PROPERTIES[`${prefix}:${name}`];
  if (known !== undefined) return known(source);
  const isSharePermissions = SHARE_PERMISSION_NAMESPACES.has(namespace) && name === "share-permissions";
  if (isSharePermissions) return String(source.located.permissions);
  const custom = source.state.propertiesOf(source.located.node.id).get(`{${namespace}}${name}`);
  return custom === undefined ? undefined : escapeXml(custom);
}

const SHARE_PERMISSION_NAMESPACES = new Set([
  "http://open-collaboration-services.org/ns",
  "http://open-cloud-mesh.org/ns",
]);

/** -3 is unlimited. */
export function availableBytes(state: NextcloudState, uid: string): number {
  const quota = state.users.get(uid)?.quota ?? null;
  return quota === null ? -3 : Math.max(0, quota - sizeOf(state.files.homeOf(uid)));
}

/** S shared, R may reshare, G may read, D may delete, NV may rename and move, W may write, CK may create. */
function permissionLetters({ node, permissions, share, isMountRoot }: Located): string {
  const may = (bit: number) => (permissions & bit) !== 0;
  return [
    share && "S",
    may(SHARE) && "R",
    may(READ) && "G",
    (may(DELETE) || isMountRoot) && "D",
    (may(UPDATE) || isMountRoot) && "NV",
    node.kind === "file" && may(UPDATE) && "W",
    node.kind === "folder" && may(CREATE) && "CK",
  ]
    .filter((letters) => typeof letters === "string")
    .join("");
}

function ownShares({ state, located, viewer }: PropertySource) {
  return [...state.shares.values()].filter(
    ({ fileId, owner }) => fileId === located.node.id && owner === viewer,
  );
}

function sharee(state: NextcloudState, { type, shareWith }: ReturnType<typeof ownShares>[number]): string {
  const id = escapeXml(shareWith ?? "");
  const name = escapeXml(
    state.users.get(shareWith ?? "")?.displayName ?? state.groups.get(shareWith ?? "")?.displayName ?? "",
  );
  return `<nc:sharee><nc:id>${id}</nc:id><nc:display-name>${name}</nc:display-name><nc:type>${type}</nc:type></nc:sharee>`;
}

function tagElement({ id, name, userVisible, userAssignable, color }: NextcloudTag): string {
  const flags = `oc:can-assign="${userAssignable}" oc:id="${id}" oc:user-assignable="${userAssignable}" oc:user-visible="${userVisible}"`;
  return `<nc:system-tag ${flags} nc:color="${color}">${escapeXml(name)}</nc:system-tag>`;
}

function containedCount({ located: { node } }: PropertySource, kind: "file" | "folder"): string | undefined {
  if (node.kind === "file") return undefined;
  return String([...node.children.values()].filter((child) => child.kind === kind).length);
}
