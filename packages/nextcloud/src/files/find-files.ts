import { InvalidInputError, NotFoundError, Page, path, type RequestOptions } from "@platformq/resilience";
import { inFiles, normalizePath } from "../dav/dav-path.js";
import type { DavTransport } from "../dav/dav-transport.js";
import type { FileDetail } from "../dav/file-details.js";
import { type FileInfo, fileInfo, fileProperties } from "../dav/file-info.js";
import type { DavResponse } from "../dav/multistatus.js";
import { NAMESPACES } from "../dav/properties.js";
import { type SearchFiles, searchXml } from "./search-query.js";

/** Which files are meant: favourites, or those with all of these tags. */
export interface FileMatch {
  isFavorite?: true | undefined;
  /** Ids of tags; a file has to have all of them. */
  tagIds?: readonly number[] | undefined;
  /** What to tell of each file beside the usual. */
  details?: readonly FileDetail[] | undefined;
}

const DEFAULT_LIMIT = 100;

/** Searches below a folder. */
export async function searchFiles(
  dav: DavTransport,
  params: SearchFiles,
  options?: RequestOptions,
): Promise<Page<FileInfo>> {
  const { folder = "/", limit = DEFAULT_LIMIT, offset = 0, details } = params;
  const inside = normalizePath(folder);
  // Checks the path; the query holds it, not the URL.
  inFiles(inside);
  const scope = `/files/${await dav.userId(options)}${inside === "/" ? "" : inside}`;
  const request = { method: "SEARCH", path: path`remote.php/dav/` };
  const read = (response: DavResponse): FileInfo => fileInfo(response, details);
  const items = await dav.queryAs(request, searchXml(scope, params, limit), read, options);
  // The server does not tell how many there are: a full page may have a successor.
  const isLast = items.length < limit || limit === 0;
  const next = () => searchFiles(dav, { ...params, offset: offset + limit }, options);
  return new Page({ items, next: isLast ? undefined : next });
}

/** Finds a file by its number, wherever it is. */
export async function findFileById(
  dav: DavTransport,
  fileId: number,
  details: readonly FileDetail[] | undefined,
  options?: RequestOptions,
): Promise<FileInfo> {
  const [found] = (await searchFiles(dav, { where: { fileId }, details, limit: 1 }, options)).items;
  if (found !== undefined) return found;
  const context = { service: "nextcloud", operation: "SEARCH remote.php/dav", attempts: 1, status: 404 };
  throw new NotFoundError(`SEARCH → no file has the id ${fileId}`, "NOT_FOUND", context);
}

/** Lists favourites or tagged files. */
export async function filterFiles(
  dav: DavTransport,
  { isFavorite, tagIds = [], details }: FileMatch,
  options?: RequestOptions,
): Promise<readonly FileInfo[]> {
  const rules = [
    ...(isFavorite ? ["<oc:favorite>1</oc:favorite>"] : []),
    ...tagIds.map((id) => `<oc:systemtag>${id}</oc:systemtag>`),
  ];
  if (rules.length === 0) {
    throw new InvalidInputError("Filter by favourites or by tags: the server refuses to list everything", {
      service: "nextcloud",
    });
  }
  const xml = `<?xml version="1.0"?><oc:filter-files ${NAMESPACES}><d:prop>${fileProperties(details).join("")}</d:prop><oc:filter-rules>${rules.join("")}</oc:filter-rules></oc:filter-files>`;
  const read = (response: DavResponse): FileInfo => fileInfo(response, details);
  return dav.queryAs({ method: "REPORT", path: inFiles("/") }, xml, read, options);
}
