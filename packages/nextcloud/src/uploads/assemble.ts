import {
  AbortError,
  asAnswer,
  type Clock,
  DeadlineExceededError,
  isPlatformError,
  pause,
  type RequestOptions,
} from "@platformq/resilience";
import { inUploads, type OwnPath } from "../dav/dav-path.js";
import type { DavTransport } from "../dav/dav-transport.js";
import { quoteEtag } from "../dav/etag.js";
import type { FileInfo } from "../dav/file-info.js";
import { modifiedAt, uploadedFile } from "./put-file.js";
import type { UploadedFile, UploadFile } from "./upload-options.js";
import { findFile, findSame, SILENT_WORK_MS } from "./verify.js";

/** When to look whether an assembly of unknown outcome has ended; in all as long as it may take. */
const LOOK_AFTER_MS: readonly number[] = [
  0, 1_000, 2_000, 5_000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000,
];

export interface Assembly {
  readonly uploadId: string;
  readonly target: OwnPath;
  readonly totalBytes: number;
  /** Hashes what was sent; `undefined` for a stream that has passed without. */
  readonly sha256: () => Promise<string | undefined>;
  readonly clock: Clock;
  /** For tests. */
  readonly lookAfterMs?: readonly number[] | undefined;
}

/**
 * Makes one file of the chunks.
 *
 * The MOVE is sent once. If its answer is lost, the target tells whether it was done: by its size, an etag it did not
 * have before, and its content where that can be read again.
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
  const before = await findFile(dav, target, options);
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
      { timeoutMs: SILENT_WORK_MS, ...options, idempotent: false },
    );
    return uploadedFile(answer);
  } catch (error) {
    if (!isLost(error)) throw error;
    // Whatever the looks fail with, the lost answer is what happened: the assembly may be under way still.
    const found = await confirm(dav, assembly, before?.etag, options).catch(() => undefined);
    if (found === undefined) throw error;
    return { etag: found.etag, fileId: found.fileId };
  }
}

/** Whether nobody knows what became of it, and somebody still wants to. */
function isLost(error: unknown): boolean {
  const gaveUp = error instanceof AbortError || error instanceof DeadlineExceededError;
  return isPlatformError(error) && error.outcome === "unknown" && !gaveUp;
}

/** Waits for the chunks to be gone, and tells whether the target is what they were. */
async function confirm(
  dav: DavTransport,
  { target, totalBytes, sha256, uploadId, clock, lookAfterMs = LOOK_AFTER_MS }: Assembly,
  etagBefore: string | undefined,
  options: RequestOptions | undefined,
): Promise<FileInfo | undefined> {
  for (const delayMs of lookAfterMs) {
    await pause(clock, delayMs, options?.signal);
    // As long as they are there, a new file at the target is somebody else's.
    if ((await findFile(dav, inUploads(uploadId), options)) !== undefined) continue;
    const same = { lengthBytes: totalBytes, sha256: await sha256() };
    const found = await findSame(dav, target, same, options);
    return found?.etag === etagBefore ? undefined : found;
  }
  return undefined;
}
