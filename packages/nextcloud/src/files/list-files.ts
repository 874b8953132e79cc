import {
  bytesBody,
  ConflictError,
  header,
  InvalidInputError,
  Page,
  type Reader,
  type RequestOptions,
} from "@platformq/resilience";
import { inFiles, normalizePath } from "../dav/dav-path.js";
import type { DavRequest, DavTransport } from "../dav/dav-transport.js";
import type { FileDetail } from "../dav/file-details.js";
import { type FileInfo, fileInfo, fileProperties } from "../dav/file-info.js";
import { asMultistatus, type DavResponse } from "../dav/multistatus.js";
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

/** What to list page by page. */
export interface ListFilePages extends ListFiles {
  /**
   * Entries per page. The server makes the listing once and keeps it for its later pages, so the first page takes the
   * time of all of them. @default all at once
   */
  limit?: number | undefined;
}

/** Where a page begins in a listing that the server keeps. */
interface Place {
  readonly token: string;
  readonly offset: number;
  readonly total: number;
}

/** Lists a folder, all at once or page by page. @throws ConflictError `LISTING_EXPIRED` for a later page that came too late. */
export async function listFiles(
  dav: DavTransport,
  path: string,
  params: ListFilePages,
  options?: RequestOptions,
  place?: Place,
): Promise<Page<FileInfo>> {
  const { details, limit, depth } = params;
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) {
    throw new InvalidInputError(`limit must be a positive whole number, not ${limit}`, {
      service: "nextcloud",
    });
  }
  // The folder itself is the first of what the server counts.
  const itself = depth === 0 ? 0 : 1;
  const count = limit === undefined ? undefined : limit + (place === undefined ? itself : 0);
  const body = bytesBody(propfindXml(fileProperties(details)), "application/xml");
  const request = { ...listing(path, params, count, place), body };
  const { found, token, total } = await dav.request(
    request,
    asListing((response) => fileInfo(response, details)),
    options,
  );
  const items = found.filter(isWanted(path, params));
  // A server that knows no pages, or has nothing to keep, gives no token with the first one.
  if (place === undefined && token === undefined) return new Page({ items, total: items.length });
  if (place !== undefined && token !== undefined) throw expired(request.method);
  const here = place ?? { token: token ?? "", offset: 0, total: total ?? found.length };
  const next = { ...here, offset: here.offset + found.length };
  const isLast = next.offset >= here.total || found.length === 0;
  return new Page({
    items,
    total: here.total - itself,
    next: isLast ? undefined : () => listFiles(dav, path, params, options, next),
  });
}

interface Listing {
  readonly found: readonly FileInfo[];
  /** Of a listing that the server keeps from now on. */
  readonly token: string | undefined;
  readonly total: number | undefined;
}

function asListing(read: (response: DavResponse) => FileInfo): Reader<Listing> {
  const multistatus = asMultistatus(read);
  return {
    ...multistatus,
    read: (answer, context) => {
      const total = header(answer, "x-nc-paginate-total");
      return {
        found: multistatus.read(answer, context),
        token: header(answer, "x-nc-paginate-token"),
        total: total === undefined ? undefined : Number(total),
      };
    },
  };
}

/** The server does not say so: it makes the listing anew, which may have other entries. */
function expired(operation: string): ConflictError {
  return new ConflictError("The server has forgotten the listing; begin it anew", "LISTING_EXPIRED", {
    service: "nextcloud",
    operation,
    attempts: 1,
    status: 409,
  });
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

function listing(path: string, { depth = 1 }: ListFiles, count?: number, place?: Place): DavRequest {
  return {
    method: "PROPFIND",
    path: inFiles(path),
    headers: {
      depth: String(depth),
      ...(count !== undefined && { "x-nc-paginate": "true", "x-nc-paginate-count": String(count) }),
      ...(place && { "x-nc-paginate-token": place.token, "x-nc-paginate-offset": String(place.offset) }),
    },
  };
}

/** The server lists the folder among what is in it. */
function isWanted(path: string, { depth }: ListFiles): (entry: FileInfo) => boolean {
  const self = normalizePath(path);
  return (entry) => depth === 0 || entry.path !== self;
}
