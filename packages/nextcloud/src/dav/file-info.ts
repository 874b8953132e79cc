import { bareEtag } from "./etag.js";
import type { DavResponse } from "./multistatus.js";
import type { XmlElement } from "./xml.js";

/** A file or folder. */
export interface FileInfo {
  /** From the account's root, with a slash in front: `/Projects/Alpha`; the root itself is `/`. */
  readonly path: string;
  /** The last part of the path; empty for the root. */
  readonly name: string;
  readonly type: "file" | "folder";
  /** Bytes; of a folder, those of everything in it. */
  readonly size: number;
  readonly lastModified: Date;
  /** Without quotes; changes with the content, and of a folder with anything in it. */
  readonly etag: string;
  /** The number that stays when a file is renamed or moved. */
  readonly fileId: number;
  /** Letters: S shared, R reshare, G read, D delete, N rename, V move, W write, CK create files and folders. */
  readonly permissions: string;
  readonly ownerId: string;
  readonly isFavorite: boolean;
  /** Absent for folders. */
  readonly contentType?: string;
}

const OC = "{http://owncloud.org/ns}";

/** Asks for what {@link fileInfo} reads and for no more: each further property costs the server time per file. */
export const FILE_INFO_QUERY = `<?xml version="1.0"?>
<d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:prop>
<d:resourcetype/><d:getlastmodified/><d:getetag/><d:getcontenttype/>
<oc:fileid/><oc:size/><oc:permissions/><oc:owner-id/><oc:favorite/>
</d:prop></d:propfind>`;

/** Decodes what WebDAV tells of a file into the one model. */
export function fileInfo({ path, properties }: DavResponse): FileInfo {
  const text = (name: string): string => properties.get(name)?.text ?? "";
  const own = ownPath(path);
  const contentType = text("{DAV:}getcontenttype");
  const isFolder = properties.get("{DAV:}resourcetype")?.child("{DAV:}collection") !== undefined;
  return {
    path: own,
    name: own.slice(own.lastIndexOf("/") + 1),
    type: isFolder ? "folder" : "file",
    size: Number(text(`${OC}size`)),
    lastModified: readDate(properties.get("{DAV:}getlastmodified")),
    etag: bareEtag(text("{DAV:}getetag")),
    fileId: Number(text(`${OC}fileid`)),
    permissions: text(`${OC}permissions`),
    ownerId: text(`${OC}owner-id`),
    isFavorite: text(`${OC}favorite`) === "1",
    ...(contentType !== "" && { contentType }),
  };
}

/** Takes the leading `/files/<user>` off. */
function ownPath(path: string): string {
  const own = path.split("/").slice(3).join("/");
  return `/${own}`;
}

/** A listing's later pages have a date of PHP's in elements of its own, where the first has an HTTP date. */
function readDate(element: XmlElement | undefined): Date {
  const php = element?.child("{}time")?.child("{}date")?.text;
  return new Date(php === undefined ? (element?.text ?? "") : `${php.replace(" ", "T")}Z`);
}
