import { Page, type RequestOptions } from "@platformq/resilience";
import { inFiles, normalizePath } from "../dav/dav-path.js";
import type { DavRequest, DavTransport } from "../dav/dav-transport.js";
import type { FileDetail } from "../dav/file-details.js";
import { type FileInfo, fileInfo, fileProperties } from "../dav/file-info.js";
import { propfindXml } from "../dav/properties.js";

/** What to tell of a file. */
export interface StatFile {
  /** What to tell beside the usual. */
  details?: readonly FileDetail[] | undefined;
}

/** What to list. */
export interface ListFiles extends StatFile {
  /** `infinity` lists all that is below, in one answer; 0 the folder itself. @default 1 */
  depth?: 0 | 1 | "infinity" | undefined;
}

/** Lists a folder. */
export async function listFiles(
  dav: DavTransport,
  path: string,
  params: ListFiles,
  options?: RequestOptions,
): Promise<Page<FileInfo>> {
  const { details } = params;
  const responses = await dav.query(listing(path, params), propfindXml(fileProperties(details)), options);
  const items = responses.map((response) => fileInfo(response, details)).filter(isWanted(path, params));
  return new Page({ items, total: items.length });
}

/** Lists a folder while the answer arrives. */
export async function* walkFiles(
  dav: DavTransport,
  path: string,
  params: ListFiles,
  options?: RequestOptions,
): AsyncGenerator<FileInfo, void, undefined> {
  const { details } = params;
  const wanted = isWanted(path, params);
  const xml = propfindXml(fileProperties(details));
  for await (const response of dav.entries(listing(path, params), xml, options)) {
    const entry = fileInfo(response, details);
    if (wanted(entry)) yield entry;
  }
}

function listing(path: string, { depth = 1 }: ListFiles): DavRequest {
  return { method: "PROPFIND", path: inFiles(path), headers: { depth: String(depth) } };
}

/** The server lists the folder among what is in it. */
function isWanted(path: string, { depth }: ListFiles): (entry: FileInfo) => boolean {
  const self = normalizePath(path);
  return (entry) => depth === 0 || entry.path !== self;
}
