import { asNothing, ConflictError, NotFoundError, type RequestOptions } from "@platformq/resilience";
import { inFiles, splitPath } from "../dav/dav-path.js";
import type { DavTransport } from "../dav/dav-transport.js";
import { statFile } from "../uploads/verify.js";

/** How to create a folder. */
export interface CreateFolder {
  /** Creates missing parents too, and is content with a folder that exists. @default false */
  recursive?: boolean | undefined;
}

/** What became of a folder. */
export interface CreatedFolder {
  /** Whether it is new. */
  readonly created: boolean;
}

/** Creates a folder, and if told so its parents. */
export async function createFolder(
  dav: DavTransport,
  path: string,
  { recursive = false }: CreateFolder,
  options?: RequestOptions,
): Promise<CreatedFolder> {
  if (!recursive) return makeFolder(dav, path, options);
  try {
    return await createUnlessThere(dav, path, options);
  } catch (error) {
    if (!(error instanceof NotFoundError && error.code === "PARENT_NOT_FOUND")) throw error;
    await createFolder(dav, splitPath(path).parent, { recursive }, options);
    // Its parent was missing a moment ago, but others may be building the same tree.
    return createUnlessThere(dav, path, options);
  }
}

async function makeFolder(
  dav: DavTransport,
  path: string,
  options: RequestOptions | undefined,
): Promise<CreatedFolder> {
  // A second MKCOL changes nothing, so that one of unknown outcome may be sent again.
  await dav.request({ method: "MKCOL", path: inFiles(path), idempotent: true }, asNothing, options);
  return { created: true };
}

async function createUnlessThere(
  dav: DavTransport,
  path: string,
  options: RequestOptions | undefined,
): Promise<CreatedFolder> {
  try {
    return await makeFolder(dav, path, options);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    const { type } = await statFile(dav, inFiles(path), options);
    if (type === "folder") return { created: false };
    throw error;
  }
}
