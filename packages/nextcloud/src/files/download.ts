import type { Readable } from "node:stream";
import {
  BadRequestError,
  type HttpClient,
  header,
  mediaType,
  type Path,
  type RequestOptions,
  type StreamedAnswer,
} from "@platformq/resilience";
import { inFiles, type OwnPath } from "../dav/dav-path.js";
import type { DavTransport } from "../dav/dav-transport.js";
import { bareEtag, quoteEtag } from "../dav/etag.js";
import { ByteRange } from "./byte-range.js";
import { ContentCheck } from "./content-check.js";
import { DownloadBody } from "./download-body.js";

/** What to download. */
export interface DownloadFile {
  /** Offset of the first byte. @default 0 */
  start?: number | undefined;
  /** Offset of the last byte, included. @default the file's last */
  end?: number | undefined;
  /** Downloads only what still has this etag. */
  ifMatch?: string | undefined;
  /**
   * Compares a whole file with the checksum its uploader gave, if it has one: the body then ends with a ResponseError
   * `DOWNLOAD_MISMATCH` where it should end well. The server keeps that checksum unverified. @default false
   */
  verify?: boolean | undefined;
}

/** A file's content on its way. */
export interface FileDownload {
  /** The bytes. Read it to its end or destroy it: until then a connection is busy. */
  readonly body: Readable;
  /** Length of the body in bytes; `undefined` when the server does not tell. */
  readonly lengthBytes: number | undefined;
  /** Without quotes. */
  readonly etag: string;
  readonly contentType: string | undefined;
}

/**
 * Opens a file's content. A connection that breaks is followed by another that goes on where the first ended, as long
 * as the file is the same.
 *
 * @throws NotFoundError; ConflictError when the file changed or `ifMatch` says so; InvalidInputError for a range that
 *   ends before it starts; BadRequestError `RANGE_NOT_SATISFIABLE` for one beyond the end, `IS_A_FOLDER` for a folder.
 */
export async function download(
  { dav, http }: { dav: DavTransport; http: HttpClient },
  file: string,
  params: DownloadFile,
  options: RequestOptions = {},
): Promise<FileDownload> {
  return openDownload(dav, http, inFiles(file), params, options);
}

/** Opens any content of WebDAV. @param anonymous Sends no credential of the client's. */
export async function openDownload(
  dav: DavTransport,
  http: HttpClient,
  path: Path | OwnPath,
  params: DownloadFile,
  options: RequestOptions = {},
  anonymous = false,
): Promise<FileDownload> {
  const range = ByteRange.of(params.start, params.end);
  const started = http.clock.now();
  const open = (at: ByteRange, etag: string | undefined): Promise<StreamedAnswer> => {
    const headers = {
      // Compressed, the body would have no length, and an etag that If-Match refuses.
      "accept-encoding": "identity",
      ...at.header(),
      ...(etag !== undefined && { "if-match": quoteEtag(etag) }),
    };
    const { deadlineMs } = options;
    const rest = deadlineMs ? { deadlineMs: Math.max(1, deadlineMs - (http.clock.now() - started)) } : {};
    return dav.stream({ method: "GET", path, lane: "transfer", headers, anonymous }, { ...options, ...rest });
  };
  const first = await open(range, params.ifMatch);
  const etag = bareEtag(header(first, "oc-etag") ?? header(first, "etag") ?? "");
  if (etag === "" && isEmptyPage(first)) {
    first.body.destroy();
    throw isFolder();
  }
  const resume = (at: ByteRange): Promise<StreamedAnswer> => open(at, etag);
  const check = params.verify && range.isWhole ? ContentCheck.of(header(first, "oc-checksum")) : undefined;
  return {
    body: new DownloadBody(first, range, {
      resume: options.retry === false || etag === "" ? undefined : resume,
      check,
    }),
    lengthBytes: range.lengthOf(first),
    etag,
    contentType: header(first, "content-type"),
  };
}

/** What the server gives of a folder, as a success. Files have an etag. */
function isEmptyPage(answer: StreamedAnswer): boolean {
  return mediaType(answer) === "text/html" && Number(header(answer, "content-length") ?? 0) === 0;
}

function isFolder(): BadRequestError {
  return new BadRequestError("GET → 200: it is a folder, which downloadZip packs", "IS_A_FOLDER", {
    service: "nextcloud",
    attempts: 1,
    status: 200,
  });
}
