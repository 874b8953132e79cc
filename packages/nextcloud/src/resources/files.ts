import { randomUUID } from "node:crypto";
import { NotFoundError, type Page, type RequestOptions } from "@platformq/resilience";
import { inFiles } from "../dav/dav-path.js";
import type { FileQuota } from "../dav/file-details.js";
import type { FileInfo } from "../dav/file-info.js";
import { type PropertyChanges, proppatch } from "../dav/proppatch.js";
import { type CreatedFolder, type CreateFolder, createFolder } from "../files/create-folder.js";
import { type DeleteFile, deleteFile } from "../files/delete-file.js";
import { type DirectLinkParams, directLink } from "../files/direct-link.js";
import { type DownloadFile, download, type FileDownload } from "../files/download.js";
import { downloadZip } from "../files/download-zip.js";
import { type FileMatch, filterFiles, findFileById, searchFiles } from "../files/find-files.js";
import {
  downloadFolder,
  downloadTo,
  type TransferFolder,
  type TransferredFolder,
  uploadFolder,
} from "../files/folder-transfer.js";
import {
  type ListFilePages,
  type ListFiles,
  listFiles,
  type StatFile,
  walkFiles,
} from "../files/list-files.js";
import { readProperties } from "../files/read-properties.js";
import { type RelocatedFile, type RelocateFile, relocate } from "../files/relocate.js";
import type { SearchFiles } from "../files/search-query.js";
import type { NextcloudTransport } from "../transport.js";
import { type BulkFile, type BulkResult, bulkUpload } from "../uploads/bulk-upload.js";
import { abortUpload } from "../uploads/chunked-upload.js";
import type { UploadContent } from "../uploads/content.js";
import { RunningUpload } from "../uploads/running-upload.js";
import { upload } from "../uploads/upload.js";
import type { UploadedFile, UploadFile } from "../uploads/upload-options.js";
import { statFile, storedChecksum } from "../uploads/verify.js";

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
    return createFolder(this.transport.dav, path, params, options);
  }

  /** Tells what a path holds. @throws NotFoundError */
  async stat(path: string, params: StatFile = {}, options?: RequestOptions): Promise<FileInfo> {
    return statFile(this.transport.dav, inFiles(path), options, params.details);
  }

  /** Finds a file by its number. @throws NotFoundError */
  async statById(fileId: number, params: StatFile = {}, options?: RequestOptions): Promise<FileInfo> {
    return findFileById(this.transport.dav, fileId, params.details, options);
  }

  /** Tells whether a path holds anything. */
  async exists(path: string, options?: RequestOptions): Promise<boolean> {
    try {
      await this.stat(path, {}, options);
      return true;
    } catch (error) {
      if (error instanceof NotFoundError) return false;
      throw error;
    }
  }

  /** Lists what is in a folder, without the folder itself unless `depth` is 0. @throws NotFoundError */
  async list(path: string, params: ListFilePages = {}, options?: RequestOptions): Promise<Page<FileInfo>> {
    return listFiles(this.transport.dav, path, params, options);
  }

  /**
   * Lists what is in a folder while the answer arrives: the first entry is there before the last one was read.
   *
   * A connection is busy until the walk ends. What breaks on the way is not repeated.
   */
  entries(
    path: string,
    params: ListFiles = {},
    options?: RequestOptions,
  ): AsyncGenerator<FileInfo, void, undefined> {
    return walkFiles(this.transport.dav, path, params, options);
  }

  /** Searches by name, type, size, time and favourites, below a folder. @throws NotFoundError for that folder. */
  async search(params: SearchFiles = {}, options?: RequestOptions): Promise<Page<FileInfo>> {
    return searchFiles(this.transport.dav, params, options);
  }

  /** Lists favourites, or files with all of some tags, wherever they are. @throws ConflictError for a missing tag. */
  async filter(params: FileMatch, options?: RequestOptions): Promise<readonly FileInfo[]> {
    return filterFiles(this.transport.dav, params, options);
  }

  /** Deletes a file, or a folder with all that is in it; both go to the trash. @throws NotFoundError */
  async delete(path: string, params: DeleteFile = {}, options?: RequestOptions): Promise<void> {
    return deleteFile(this.transport.dav, path, params, options);
  }

  /**
   * Moves or renames. Not repeated when its outcome is unknown.
   *
   * @throws ConflictError when `overwrite: false` forbids it, NotFoundError, also `PARENT_NOT_FOUND`, ForbiddenError,
   *   InvalidInputError for a place inside of what is moved.
   */
  async move(
    from: string,
    to: string,
    params: RelocateFile = {},
    options?: RequestOptions,
  ): Promise<RelocatedFile> {
    return relocate(this.transport.dav, "MOVE", from, to, params, options);
  }

  /** Copies a file, or a folder with all that is in it. @throws as {@link move} does. */
  async copy(
    from: string,
    to: string,
    params: RelocateFile = {},
    options?: RequestOptions,
  ): Promise<RelocatedFile> {
    return relocate(this.transport.dav, "COPY", from, to, params, options);
  }

  /**
   * Uploads text, bytes, a Blob, a file of this machine (`{ localPath }`) or a stream.
   *
   * What is longer than a chunk, and a stream of unknown length, goes up in chunks.
   *
   * @throws NotFoundError `PARENT_NOT_FOUND`; ConflictError when `overwrite` or `ifMatch` forbid it;
   *   InsufficientStorageError; ResponseError `UPLOAD_MISMATCH` when something else was stored than was sent.
   * @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/WebDAV/chunking.html
   */
  async upload(
    path: string,
    content: UploadContent,
    params: UploadFile = {},
    options?: RequestOptions,
  ): Promise<UploadedFile> {
    return upload(this.transport.uploads, path, content, params, options);
  }

  /** Starts an upload whose progress can be walked along with, and which can be interrupted and gone on with. */
  startUpload(
    path: string,
    content: UploadContent,
    params: UploadFile = {},
    options?: RequestOptions,
  ): RunningUpload {
    const { uploadId = `platformq-${randomUUID()}` } = params;
    const start = (all: UploadFile, joined: RequestOptions) => this.upload(path, content, all, joined);
    return new RunningUpload(uploadId, start, params, options);
  }

  /**
   * Uploads many small files in few requests, and tells what became of each, in their order. Existing files are
   * replaced; folders have to exist.
   *
   * @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/WebDAV/bulkupload.html
   */
  async bulkUpload(files: Iterable<BulkFile>, options?: RequestOptions): Promise<BulkResult[]> {
    return bulkUpload(this.transport.dav, files, options);
  }

  /** Deletes the chunks of an upload that nobody will go on with. */
  async abortUpload(uploadId: string, options?: RequestOptions): Promise<void> {
    return abortUpload(this.transport.dav, uploadId, options);
  }

  /** Uploads a folder of this machine. Files that exist are replaced. */
  async uploadFolder(
    localFolder: string,
    folder: string,
    params: TransferFolder = {},
    options?: RequestOptions,
  ): Promise<TransferredFolder> {
    return uploadFolder(this, localFolder, folder, params, options);
  }

  /** Downloads a file, or a part of it, into memory. @throws NotFoundError */
  async download(path: string, params: DownloadFile = {}, options?: RequestOptions): Promise<Buffer> {
    const { body } = await this.downloadStream(path, params, options);
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** Downloads a text in UTF-8. @throws NotFoundError */
  async downloadText(path: string, options?: RequestOptions): Promise<string> {
    return (await this.download(path, {}, options)).toString("utf8");
  }

  /**
   * Opens a file's content as a stream. When the connection breaks, another one goes on with the same file.
   *
   * @throws NotFoundError, ConflictError for `ifMatch`, BadRequestError `RANGE_NOT_SATISFIABLE` or `IS_A_FOLDER`.
   */
  async downloadStream(
    path: string,
    params: DownloadFile = {},
    options?: RequestOptions,
  ): Promise<FileDownload> {
    return download(this.transport, path, params, options);
  }

  /** Downloads into a file of this machine, which appears when it is complete. @throws NotFoundError */
  async downloadTo(
    path: string,
    localPath: string,
    params: DownloadFile = {},
    options?: RequestOptions,
  ): Promise<void> {
    return downloadTo(this, path, localPath, params, options);
  }

  /** Downloads a folder to this machine, with all that is in it. */
  async downloadFolder(
    folder: string,
    localFolder: string,
    params: TransferFolder = {},
    options?: RequestOptions,
  ): Promise<TransferredFolder> {
    return downloadFolder(this, folder, localFolder, params, options);
  }

  /** Opens a folder as a zip archive; read it to its end or destroy it. */
  async downloadZip(folder: string, options?: RequestOptions): Promise<FileDownload> {
    return downloadZip(this.transport.dav, folder, options);
  }

  /** Adds to the favourites, or removes from them. @throws NotFoundError */
  async setFavorite(path: string, isFavorite: boolean, options?: RequestOptions): Promise<void> {
    const changes = { "{http://owncloud.org/ns}favorite": isFavorite ? "1" : "0" };
    return this.updateProperties(path, changes, options);
  }

  /** Sets the time of modification. @throws NotFoundError */
  async setLastModified(path: string, date: Date, options?: RequestOptions): Promise<void> {
    // `getlastmodified` is protected; this one is how the server lets it be set.
    const changes = { "{DAV:}lastmodified": String(Math.floor(date.getTime() / 1000)) };
    return this.updateProperties(path, changes, options);
  }

  /**
   * Sets properties by `{namespace}name`, also of one's own; `null` removes one.
   *
   * @throws NotFoundError; ForbiddenError `PROPERTY_REFUSED` for a property that cannot be set.
   */
  async updateProperties(path: string, changes: PropertyChanges, options?: RequestOptions): Promise<void> {
    return proppatch(this.transport.dav, inFiles(path), changes, options);
  }

  /** Reads properties by `{namespace}name`; what is not there is left out. @throws NotFoundError */
  async properties(
    path: string,
    names: readonly string[],
    options?: RequestOptions,
  ): Promise<Record<string, string>> {
    return readProperties(this.transport.dav, inFiles(path), names, options);
  }

  /** Lets the server compute a file's checksum, in lower-case hexadecimal. */
  async checksum(
    path: string,
    algorithm: "md5" | "sha1" | "sha256",
    options?: RequestOptions,
  ): Promise<string> {
    return storedChecksum(this.transport.dav, inFiles(path), algorithm, options);
  }

  /** Tells how much the account stores, and how much it still may. */
  async quota(options?: RequestOptions): Promise<FileQuota> {
    const { quota } = await this.stat("/", { details: ["quota"] }, options);
    return quota ?? { usedBytes: 0, availableBytes: null };
  }

  /** Makes a link that downloads a file without signing in. */
  async directLink(fileId: number, params: DirectLinkParams = {}, options?: RequestOptions): Promise<string> {
    return directLink(this.transport.ocs, fileId, params, options);
  }
}
