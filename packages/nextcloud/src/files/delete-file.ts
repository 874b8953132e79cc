import { asNothing, type RequestOptions } from "@platformq/resilience";
import { inFiles } from "../dav/dav-path.js";
import type { DavTransport } from "../dav/dav-transport.js";
import { quoteEtag } from "../dav/etag.js";

/** How to delete. */
export interface DeleteFile {
  /** Deletes at once instead of moving to the trash. @default false */
  skipTrash?: boolean | undefined;
  /** Deletes it only while it has this etag. */
  ifMatch?: string | undefined;
}

/** Deletes a file or folder. */
export async function deleteFile(
  dav: DavTransport,
  path: string,
  { skipTrash, ifMatch }: DeleteFile,
  options?: RequestOptions,
): Promise<void> {
  const headers = {
    ...(skipTrash && { "x-nc-skip-trashbin": "true" }),
    ...(ifMatch !== undefined && { "if-match": quoteEtag(ifMatch) }),
  };
  await dav.request({ method: "DELETE", path: inFiles(path), headers }, asNothing, options);
}
