import { ownPath } from "./dav-path.js";
import { bareEtag } from "./etag.js";
import { askFor, type FileDetail, type FileDetails, readDetails } from "./file-details.js";
import { type FilePermissions, filePermissions } from "./file-permissions.js";
import type { DavResponse } from "./multistatus.js";
import { OC, Properties } from "./properties.js";

/** A file or folder. */
export interface FileInfo extends Partial<FileDetails> {
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
  readonly permissions: FilePermissions;
  readonly ownerId: string;
  readonly isFavorite: boolean;
  /** Absent for folders. */
  readonly contentType?: string;
}

/** What {@link fileInfo} always reads, and no more: each further property costs the server time per file. */
const USUAL = [
  "<d:resourcetype/><d:getlastmodified/><d:getetag/><d:getcontenttype/>",
  "<oc:fileid/><oc:size/><oc:permissions/><oc:owner-id/><oc:favorite/>",
];

/** The properties a file is read from. */
export function fileProperties(details: readonly FileDetail[] = []): readonly string[] {
  return [...USUAL, ...askFor(details)];
}

/** Decodes what WebDAV tells of a file into the one model. */
export function fileInfo(response: DavResponse, details: readonly FileDetail[] = []): FileInfo {
  const properties = new Properties(response);
  const path = ownPath(response.path);
  const contentType = properties.text("{DAV:}getcontenttype");
  const isFolder = properties.element("{DAV:}resourcetype")?.child("{DAV:}collection") !== undefined;
  return {
    path,
    name: path.slice(path.lastIndexOf("/") + 1),
    type: isFolder ? "folder" : "file",
    size: properties.number(`${OC}size`) ?? 0,
    lastModified: properties.date("{DAV:}getlastmodified") ?? new Date(0),
    etag: bareEtag(properties.text("{DAV:}getetag")),
    fileId: properties.number(`${OC}fileid`) ?? 0,
    permissions: filePermissions(properties.text(`${OC}permissions`)),
    ownerId: properties.text(`${OC}owner-id`),
    isFavorite: properties.flag(`${OC}favorite`),
    ...(contentType !== "" && { contentType }),
    ...readDetails(properties, details),
  };
}
