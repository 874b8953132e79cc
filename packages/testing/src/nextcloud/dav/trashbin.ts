import { type NextcloudFolder, sizeOf } from "../file-tree.js";
import type { TrashEntry } from "../state.js";
import type { AreaCall } from "./area.js";
import { notFound, preconditionFailed } from "./errors.js";
import { rowsFor } from "./multistatus.js";
import { encodeHref } from "./names.js";
import { httpDate } from "./properties.js";
import { escapeXml } from "./xml.js";

/** Answer what concerns the trash. */
export function trashbin(call: AreaCall): Response {
  const { state, user, incoming, names, href } = call;
  const [area, name] = names;
  if (area !== "trash") throw notFound("");
  const trash = state.trashOf(user.id);
  if (incoming.method === "PROPFIND") {
    const root = { href: `${href}/trash/`, properties: { "d:resourcetype": "<d:collection/>" } };
    const rows = [...trash.values()].map((entry) => row(entry, href, user.id));
    return rowsFor(incoming, [root, ...rows]);
  }
  if (name === undefined && incoming.method === "DELETE") {
    trash.clear();
    return new Response(null, { status: 204 });
  }
  const entry = trash.get(name ?? "");
  // Its errors say nothing.
  if (entry === undefined) throw notFound("");
  if (incoming.method === "MOVE") restore(call, entry);
  else if (incoming.method !== "DELETE") throw notFound("");
  trash.delete(entry.name);
  return new Response(null, { status: incoming.method === "MOVE" ? 201 : 204 });
}

function row({ node, name, location, deletedAt }: TrashEntry, href: string, uid: string) {
  const isFolder = node.kind === "folder";
  return {
    href: `${href}/trash/${encodeHref(name)}${isFolder ? "/" : ""}`,
    properties: {
      "d:resourcetype": isFolder ? "<d:collection/>" : "",
      "d:getlastmodified": httpDate(deletedAt),
      "d:getcontenttype": isFolder ? undefined : node.contentType,
      // A bare number, where files have it in quotes.
      "d:getetag": String(deletedAt),
      "oc:fileid": String(node.id),
      "oc:size": String(sizeOf(node)),
      "oc:permissions": "GD",
      "nc:trashbin-filename": escapeXml(node.name),
      "nc:trashbin-original-location": escapeXml(location.slice(1)),
      "nc:trashbin-deletion-time": String(deletedAt),
      "nc:trashbin-deleted-by-id": uid,
      "nc:trashbin-deleted-by-display-name": uid,
    },
  };
}

/** Back to where it was, whatever the destination says; beside what has the name by now. */
function restore({ state, user, incoming, home }: AreaCall, { node, location }: TrashEntry): void {
  const folders = location.split("/").slice(1, -1);
  const parent = home.locate(folders)?.node;
  const folder: NextcloudFolder = parent?.kind === "folder" ? parent : state.files.homeOf(user.id);
  const isTaken = folder.children.has(node.name);
  if (isTaken && incoming.headers.get("overwrite") === "F") {
    throw preconditionFailed(
      "The destination node already exists, and the overwrite header is set to false",
      { header: "Overwrite" },
    );
  }
  const dot = node.kind === "file" ? node.name.lastIndexOf(".") : -1;
  const [stem, extension] = dot < 0 ? [node.name, ""] : [node.name.slice(0, dot), node.name.slice(dot)];
  state.files.move(node, folder, isTaken ? `${stem} (restored)${extension}` : node.name);
}
