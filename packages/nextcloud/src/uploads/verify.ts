import { asAnswer, header, NotFoundError, type RequestOptions, ResponseError } from "@platformq/resilience";
import type { OwnPath } from "../dav/dav-path.js";
import type { DavTransport } from "../dav/dav-transport.js";
import type { FileDetail } from "../dav/file-details.js";
import { type FileInfo, fileInfo, fileProperties } from "../dav/file-info.js";
import { propfindXml } from "../dav/properties.js";

/** Reading a large file, or putting it together, takes the server its time; nothing moves meanwhile. */
export const SILENT_WORK_MS = 300_000;

/** What should be stored. */
export interface Expected {
  readonly lengthBytes: number;
  /** In lower-case hexadecimal; `undefined` checks the size alone. */
  readonly sha256: string | undefined;
  /** Without quotes; a file that has another one by now is somebody else's. Empty when the server told none. */
  readonly etag: string;
}

/** Compares a stored file with what was sent. @throws ResponseError `UPLOAD_MISMATCH`. */
export async function checkStored(
  dav: DavTransport,
  target: OwnPath,
  expected: Expected,
  options?: RequestOptions,
): Promise<void> {
  const stored = await statFile(dav, target, options);
  if (expected.etag !== "" && stored.etag !== expected.etag) return;
  if (stored.size !== expected.lengthBytes) {
    throw mismatch(`it has ${stored.size} bytes instead of ${expected.lengthBytes}`);
  }
  if (expected.sha256 === undefined) return;
  const hash = await storedChecksum(dav, target, "sha256", options);
  if (hash !== expected.sha256) throw mismatch(`its SHA-256 is ${hash} instead of ${expected.sha256}`);
}

/** Finds a file by its size and its content; `undefined` when something else is there, or nothing. */
export async function findSame(
  dav: DavTransport,
  target: OwnPath,
  { lengthBytes, sha256 }: Pick<Expected, "lengthBytes" | "sha256">,
  options?: RequestOptions,
): Promise<FileInfo | undefined> {
  const found = await findFile(dav, target, options);
  if (found?.type !== "file" || found.size !== lengthBytes) return undefined;
  if (sha256 === undefined) return found;
  return (await storedChecksum(dav, target, "sha256", options)) === sha256 ? found : undefined;
}

/** Tells what a path holds, if anything. */
export async function findFile(
  dav: DavTransport,
  path: OwnPath,
  options?: RequestOptions,
): Promise<FileInfo | undefined> {
  try {
    return await statFile(dav, path, options);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** Tells what a path holds. @throws NotFoundError */
export async function statFile(
  dav: DavTransport,
  path: OwnPath,
  options?: RequestOptions,
  details?: readonly FileDetail[],
): Promise<FileInfo> {
  const responses = await dav.query(
    { method: "PROPFIND", path, headers: { depth: "0" } },
    propfindXml(fileProperties(details)),
    options,
  );
  const [first] = responses;
  if (first !== undefined) return fileInfo(first, details);
  throw noResource();
}

/** Makes the error for an answer about one resource that holds none. */
export function noResource(): ResponseError {
  return new ResponseError("PROPFIND → 207: the answer names no resource", "UNREADABLE_RESPONSE", {
    service: "nextcloud",
    outcome: "rejected",
    attempts: 1,
  });
}

/** Lets the server compute a checksum from what it has stored. The one it keeps is only what an uploader said. */
export async function storedChecksum(
  dav: DavTransport,
  path: OwnPath,
  algorithm: "md5" | "sha1" | "sha256",
  options?: RequestOptions,
): Promise<string> {
  const answer = await dav.request(
    {
      method: "PATCH",
      path,
      headers: { "x-recalculate-hash": algorithm },
      idempotent: true,
      lane: "transfer",
    },
    asAnswer,
    { timeoutMs: SILENT_WORK_MS, ...options },
  );
  const checksum = header(answer, "oc-checksum") ?? "";
  return checksum.slice(checksum.indexOf(":") + 1).toLowerCase();
}

/** Makes the error for a file that is not what was sent. The file is there, and damaged. */
export function mismatch(what: string): ResponseError {
  return new ResponseError(`The stored file is not what was uploaded: ${what}`, "UPLOAD_MISMATCH", {
    service: "nextcloud",
    outcome: "unknown",
    attempts: 1,
  });
}
