import {
  AbortError,
  asAnswer,
  type Clock,
  DeadlineExceededError,
  isPlatformError,
  NotFoundError,
  type RequestOptions,
} from "@platformq/resilience";
import { inUploads, type OwnPath } from "../dav/dav-path.js";
import type { DavTransport } from "../dav/dav-transport.js";
import { quoteEtag } from "../dav/etag.js";
import type { FileInfo } from "../dav/file-info.js";
import { sleep } from "../sleep.js";
import { modifiedAt, uploadedFile } from "./put-file.js";
import type { UploadedFile, UploadFile } from "./upload-options.js";
import { statFile } from "./verify.js";

/** Putting a large file together takes the server its time; nothing moves meanwhile. */
const ASSEMBLY_TIMEOUT_MS = 300_000;
/** When to look whether an assembly of unknown outcome has ended; in all as long as it may take. */
const LOOK_AFTER_MS: readonly number[] = [
  0, 1_000, 2_000, 5_000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000,
];

export interface Assembly {
  readonly uploadId: string;
  readonly target: OwnPath;
  readonly totalBytes: number;
  readonly clock: Clock;
  /** For tests. */
  readonly lookAfterMs?: readonly number[] | undefined;
}

/**
 * Makes one file of the chunks.
 *
 * The MOVE is sent once. If its answer is lost, the target tells whether it was done: by its size, and an etag it did
 * not have before.
 *
 * @throws ConflictError when `overwrite` or `ifMatch` forbid it, NotFoundError `PARENT_NOT_FOUND`.
 */
export async function assemble(
  dav: DavTransport,
  assembly: Assembly,
  { overwrite, ifMatch, lastModified }: UploadFile,
  options: RequestOptions | undefined,
): Promise<UploadedFile> {
  const { uploadId, target, totalBytes } = assembly;
  const before = await find(dav, target, options);
  try {
    const answer = await dav.request(
      {
        method: "MOVE",
        path: inUploads(uploadId, ".file"),
        destination: target,
        lane: "transfer",
        headers: {
          "oc-total-length": String(totalBytes),
          ...(overwrite === false && { overwrite: "F" }),
          // If-Match would be compared with the etag of the chunks, and never hold.
          ...(ifMatch !== undefined && {
            if: `<${await dav.urlOf(target, options)}> ([${quoteEtag(ifMatch)}])`,
          }),
          ...(lastModified && modifiedAt(lastModified)),
        },
      },
      asAnswer,
      { timeoutMs: ASSEMBLY_TIMEOUT_MS, ...options, idempotent: false },
    );
    return uploadedFile(answer);
  } catch (error) {
    if (!isLost(error)) throw error;
    const found = await confirm(dav, assembly, before?.etag, options);
    if (found === undefined) throw error;
    return { etag: found.etag, fileId: found.fileId };
  }
}

/** Whether nobody knows what became of it, and somebody still wants to. */
function isLost(error: unknown): boolean {
  const gaveUp = error instanceof AbortError || error instanceof DeadlineExceededError;
  return isPlatformError(error) && error.outcome === "unknown" && !gaveUp;
}

/** Waits for the target to be the file, for as long as the chunks are there. */
async function confirm(
  dav: DavTransport,
  { target, totalBytes, uploadId, clock, lookAfterMs = LOOK_AFTER_MS }: Assembly,
  etagBefore: string | undefined,
  options: RequestOptions | undefined,
): Promise<FileInfo | undefined> {
  for (const delayMs of lookAfterMs) {
    await sleep(clock, delayMs, options?.signal);
    // In this order: chunks that are gone before the look at the target have become it, or never will.
    const isUnderWay = (await find(dav, inUploads(uploadId), options)) !== undefined;
    const found = await find(dav, target, options);
    if (found !== undefined && found.etag !== etagBefore && found.size === totalBytes) return found;
    if (!isUnderWay) return undefined;
  }
  return undefined;
}

async function find(
  dav: DavTransport,
  path: OwnPath,
  options: RequestOptions | undefined,
): Promise<FileInfo | undefined> {
  try {
    return await statFile(dav, path, options);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
