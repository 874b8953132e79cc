import {
  asAnswer,
  basicCredential,
  bytesBody,
  type HttpClient,
  type Path,
  path,
  type RequestOptions,
  secret,
  segments,
} from "@platformq/resilience";
import { normalizePath } from "../dav/dav-path.js";
import type { DavTransport } from "../dav/dav-transport.js";
import { type FileInfo, fileInfo, fileProperties } from "../dav/file-info.js";
import { propfindXml } from "../dav/properties.js";
import { type DownloadFile, type FileDownload, openDownload } from "../files/download.js";
import type { NextcloudTransport } from "../transport.js";
import { uploadedFile } from "../uploads/put-file.js";
import type { UploadedFile } from "../uploads/upload-options.js";
import { noResource } from "../uploads/verify.js";

/** How to visit a link. */
export interface OpenLink {
  /** The link's own, if it has one. */
  password?: string | undefined;
}

/** Links that anybody can visit. @see https://docs.nextcloud.com/server/latest/user_manual/en/files/access_webdav.html */
export class PublicLinksResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Visits a link as anybody can: this client's account takes no part. @param token The last part of the link's URL. */
  open(token: string, params: OpenLink = {}): PublicLink {
    const { dav, http } = this.transport;
    return new PublicLink(dav, http, token, params.password);
  }
}

/** What a link leads to: a file at `/`, or a folder. */
export class PublicLink {
  readonly #headers: { readonly authorization?: string };

  constructor(
    private readonly dav: DavTransport,
    private readonly http: HttpClient,
    private readonly token: string,
    password: string | undefined,
  ) {
    const authorization = password && basicCredential("anonymous", password).authorization();
    this.#headers = typeof authorization === "string" && authorization !== "" ? { authorization } : {};
  }

  /** Tells what a path holds. @throws NotFoundError for a path or a link that does not exist. */
  async stat(file = "/", options?: RequestOptions): Promise<FileInfo> {
    const [first] = await this.#propfind(file, "0", options);
    if (first !== undefined) return first;
    throw noResource();
  }

  /** Lists what is in the folder. @throws NotFoundError */
  async list(folder = "/", options?: RequestOptions): Promise<FileInfo[]> {
    const self = normalizePath(folder);
    return (await this.#propfind(folder, "1", options)).filter((entry) => entry.path !== self);
  }

  /** Opens a file's content; read it to its end or destroy it. @throws NotFoundError */
  async downloadStream(
    file = "/",
    params: DownloadFile = {},
    options?: RequestOptions,
  ): Promise<FileDownload> {
    const headers = { ...options?.headers, ...this.#headers };
    return openDownload(this.dav, this.http, this.#path(file), params, { ...options, headers }, true);
  }

  /** Downloads a file into memory. @throws NotFoundError */
  async download(file = "/", params: DownloadFile = {}, options?: RequestOptions): Promise<Buffer> {
    const { body } = await this.downloadStream(file, params, options);
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /**
   * Uploads a file into the folder.
   *
   * @param params.nickname Who uploads, where the link is a file drop.
   * @throws ForbiddenError for a link that allows no uploads.
   */
  async upload(
    file: string,
    content: string | Uint8Array,
    params: { nickname?: string | undefined } = {},
    options?: RequestOptions,
  ): Promise<UploadedFile> {
    const { nickname } = params;
    const request = {
      method: "PUT",
      path: this.#path(file),
      body: bytesBody(content),
      lane: "transfer",
      anonymous: true,
      headers: { ...this.#headers, ...(nickname && { "x-nc-nickname": encodeURIComponent(nickname) }) },
    } as const;
    return uploadedFile(await this.dav.request(request, asAnswer, options));
  }

  async #propfind(file: string, depth: string, options: RequestOptions | undefined): Promise<FileInfo[]> {
    const headers = { ...this.#headers, depth };
    const request = { method: "PROPFIND", path: this.#path(file), anonymous: true, headers };
    const responses = await this.dav.query(request, propfindXml(fileProperties()), options);
    return responses.map((response) => fileInfo(response));
  }

  #path(file: string): Path {
    return path`public.php/dav/files/${secret(this.token)}/${segments(normalizePath(file))}`;
  }
}
