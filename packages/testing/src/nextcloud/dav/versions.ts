import { reply } from "../../replies.js";
import type { NextcloudFile } from "../file-tree.js";
import type { AreaCall } from "./area.js";
import { forbidden, notFound } from "./errors.js";
import { rowsFor } from "./multistatus.js";
import { httpDate } from "./properties.js";
import { patched, propertyChanges } from "./proppatch.js";
import { escapeXml } from "./xml.js";

/** Answer what concerns the earlier contents of files. */
export function versions(call: AreaCall): Response {
  const { state, user, incoming, names, href } = call;
  const [area, fileId, time] = names;
  const file = state.files.byId(Number(fileId));
  if (area !== "versions" || file?.kind !== "file" || file.owner !== user.id) throw notFound("");
  const base = `${href}/versions/${fileId}`;
  // The file as it is counts as a version too.
  const all = [
    ...file.versions,
    { mtime: file.mtime, content: file.content, label: file.label, author: user.id },
  ];
  if (time === undefined && incoming.method === "PROPFIND") {
    const rows = all.map(({ mtime, content, label, author }) => ({
      href: `${base}/${mtime}`,
      properties: {
        "d:getlastmodified": httpDate(mtime),
        "d:getcontentlength": String(content.byteLength),
        "d:resourcetype": "",
        // A bare number, where files have it in quotes.
        "d:getetag": String(mtime),
        "d:getcontenttype": file.contentType,
        "nc:version-label": label && escapeXml(label),
        "nc:version-author": author,
        "nc:has-preview": "true",
      },
    }));
    return rowsFor(incoming, [
      { href: `${base}/`, properties: { "d:resourcetype": "<d:collection/>" } },
      ...rows,
    ]);
  }
  const version = all.find(({ mtime }) => mtime === Number(time));
  if (version === undefined) throw notFound("");
  switch (incoming.method) {
    case "GET":
      return reply(200, file.contentType, version.content, { etag: String(version.mtime) });
    case "MOVE":
      state.files.restoreVersion(file, version.mtime);
      return new Response(null, { status: 201 });
    case "PROPPATCH":
      return label(call, file, version.mtime, base);
    case "DELETE":
      if (version.mtime === file.mtime) throw forbidden("");
      file.versions = file.versions.filter(({ mtime }) => mtime !== version.mtime);
      return new Response(null, { status: 204 });
    default:
      throw notFound("");
  }
}

function label({ incoming }: AreaCall, file: NextcloudFile, mtime: number, base: string): Response {
  const changes = propertyChanges(incoming);
  const wanted = changes.find(({ name }) => name === "version-label")?.value;
  const version = file.versions.find((one) => one.mtime === mtime);
  if (version) version.label = wanted;
  else file.label = wanted;
  return patched(
    `${base}/${mtime}`,
    changes.map((change) => [change, "200 OK"] as const),
  );
}
