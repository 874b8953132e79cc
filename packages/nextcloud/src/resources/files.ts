import {
  asAnswer,
  asBytes,
  asNothing,
  bytesBody,
  ConflictError,
  header,
  NotFoundError,
  Page,
  type RequestOptions,
  ResponseError,
} from "@platformq/resilience";
import { normalizePath } from "../dav/dav-transport.js";
import { bareEtag, quoteEtag } from "../dav/etag.js";
import { FILE_INFO_QUERY, type FileInfo, fileInfo } from "../dav/file-info.js";
import { asMultistatus } from "../dav/multistatus.js";
import type { NextcloudTransport } from "../transport.js";

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

/** What to list. */
export interface ListFiles {
  /** `infinity` lists all that is below, in one answer. @default 1 */
  depth?: 1 | "infinity" | undefined;
}

/** How to upload. */
export interface UploadFile {
  /** Media type. @default what the server makes of the file's name */
  contentType?: string | undefined;
  /** `false` refuses to replace an existing file. @default true */
  overwrite?: boolean | undefined;
  /** Replaces the file only while it has this etag. */
  ifMatch?: string | undefined;
  /** Sets the time of modification. @default now */
  lastModified?: Date | undefined;
}

/** What the server tells of an uploaded file. */
export interface UploadedFile {
  /** Without quotes. */
  readonly etag: string;
}

/** Files and folders of the account. @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/WebDAV/basic.html */
export class FilesResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /**
   * Creates a folder.
   *
   * @throws ConflictError `ALREADY_EXISTS` for a file of that name, and unless `recursive` for a folder too;
   *   NotFoundError `PARENT_NOT_FOUND`.
   */
  async createFolder(
    path: string,
    params: CreateFolder = {},
    options?: RequestOptions,
  ): Promise<CreatedFolder> {
    try {
      await this.#makeFolder(path, options);
      return { created: true };
    } catch (error) {
      if (params.recursive !== true) throw error;
      if (error instanceof NotFoundError && error.code === "PARENT_NOT_FOUND") {
        await this.createFolder(parentOf(path), params, options);
        return this.#createUnlessThere(path, options);
      }
      if (error instanceof ConflictError) return this.#foundFolder(path, error, options);
      throw error;
    }
  }

  /** Tells what a path holds. @throws NotFoundError */
  async stat(path: string, options?: RequestOptions): Promise<FileInfo> {
    const [first] = await this.#propfind(path, "0", options);
    if (first !== undefined) return first;
    throw new ResponseError(`PROPFIND ${path}: the answer names no resource`, "UNREADABLE_RESPONSE", {
      service: "nextcloud",
      outcome: "rejected",
      attempts: 1,
    });
  }

  /** Tells whether a path holds anything. */
  async exists(path: string, options?: RequestOptions): Promise<boolean> {
    try {
      await this.stat(path, options);
      return true;
    } catch (error) {
      if (error instanceof NotFoundError) return false;
      throw error;
    }
  }

  /** Lists what is in a folder, without the folder itself. @throws NotFoundError */
  async list(path: string, params: ListFiles = {}, options?: RequestOptions): Promise<Page<FileInfo>> {
    const entries = await this.#propfind(path, String(params.depth ?? 1), options);
    const self = normalizePath(path);
    const items = entries.filter((entry) => entry.path !== self);
    return new Page({ items, total: items.length });
  }

  /** Deletes a file, or a folder with all that is in it; both go to the trash. @throws NotFoundError */
  delete(path: string, options?: RequestOptions): Promise<void> {
    return this.transport.dav.request({ method: "DELETE", file: path }, asNothing, options);
  }

  /**
   * Uploads a file that is held in memory.
   *
   * @throws NotFoundError `PARENT_NOT_FOUND`, ConflictError when `overwrite` or `ifMatch` forbid it,
   *   InsufficientStorageError.
   */
  async upload(
    path: string,
    content: string | Uint8Array,
    params: UploadFile = {},
    options?: RequestOptions,
  ): Promise<UploadedFile> {
    const { contentType, overwrite, ifMatch, lastModified } = params;
    const answer = await this.transport.dav.request(
      {
        method: "PUT",
        file: path,
        body: bytesBody(content, contentType),
        lane: "transfer",
        headers: {
          ...(overwrite === false && { "if-none-match": "*" }),
          ...(ifMatch !== undefined && { "if-match": quoteEtag(ifMatch) }),
          ...(lastModified && { "x-oc-mtime": String(Math.floor(lastModified.getTime() / 1000)) }),
        },
        // The first attempt may have been the one that changed what the second one met.
        alreadySo: [412],
      },
      asAnswer,
      options,
    );
    return { etag: bareEtag(header(answer, "oc-etag") ?? header(answer, "etag") ?? "") };
  }

  /** Downloads a file into memory. @throws NotFoundError */
  download(path: string, options?: RequestOptions): Promise<Buffer> {
    return this.transport.dav.request({ method: "GET", file: path, lane: "transfer" }, asBytes, options);
  }

  #makeFolder(file: string, options: RequestOptions | undefined): Promise<void> {
    // A second MKCOL changes nothing, so that one of unknown outcome may be sent again.
    return this.transport.dav.request({ method: "MKCOL", file, idempotent: true }, asNothing, options);
  }

  /** Its parent was missing a moment ago, but others may be building the same tree. */
  async #createUnlessThere(path: string, options: RequestOptions | undefined): Promise<CreatedFolder> {
    try {
      await this.#makeFolder(path, options);
      return { created: true };
    } catch (error) {
      if (error instanceof ConflictError) return this.#foundFolder(path, error, options);
      throw error;
    }
  }

  async #foundFolder(
    path: string,
    conflict: ConflictError,
    options: RequestOptions | undefined,
  ): Promise<CreatedFolder> {
    const { type } = await this.stat(path, options);
    if (type === "folder") return { created: false };
    throw conflict;
  }

  async #propfind(file: string, depth: string, options: RequestOptions | undefined): Promise<FileInfo[]> {
    const responses = await this.transport.dav.request(
      { method: "PROPFIND", file, headers: { depth }, body: bytesBody(FILE_INFO_QUERY, "application/xml") },
      asMultistatus,
      options,
    );
    return responses.map(fileInfo);
  }
}

function parentOf(path: string): string {
  const normalized = normalizePath(path);
  return normalized.slice(0, normalized.lastIndexOf("/"));
}
