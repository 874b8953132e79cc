import {
  type FileSource,
  header,
  InvalidInputError,
  openObject,
  Page,
  path,
  type RequestOptions,
  type StreamedAnswer,
  segments,
} from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import { Attachment } from "../schemas/attachment.js";
import { UploadedFile } from "../schemas/upload.js";
import type { ZulipTransport } from "../transport.js";
import { multipartFile, type ProgressListener } from "../uploads/multipart-file.js";
import { type FileNames, type NamedFile, nameFile } from "../uploads/named-file.js";
import { type ResumeUpload, uploadResumably } from "../uploads/resumable-upload.js";

/** How to upload a file. */
export interface UploadFile extends FileNames {
  onProgress?: ProgressListener | undefined;
}

/** How to upload a file that may be interrupted. */
export interface UploadResumably extends FileNames, ResumeUpload {}

/** A file while it arrives. */
export interface Download {
  readonly body: StreamedAnswer["body"];
  readonly contentType: string | undefined;
  readonly lengthBytes: number | undefined;
}

const TemporaryUrl = field("url", z.string());
const HasThumbnail = field("has_thumbnail", z.boolean());
const Attachments = openObject({ attachments: z.array(Attachment), upload_space_used: z.number() });

/** Smaller files no server refuses. */
const ALWAYS_TAKEN_BYTES = 10 * 1024 * 1024;
const MIB = 1024 * 1024;

/** Files. */
export class UploadsResource {
  constructor(private readonly transport: ZulipTransport) {}

  /**
   * Uploads a file, read while it is sent. Link to its `url` in a message; a file without one is deleted after weeks.
   *
   * @example
   * const { url } = await zulip.uploads.upload({ localPath: "report.pdf" });
   * await zulip.messages.send({ type: "channel", to: "news", topic: "June", content: `[Report](${url})` });
   *
   * @throws InvalidInputError for a file larger than the server's limit, before it is sent;
   *   InsufficientStorageError `REALM_UPLOAD_QUOTA`
   * @see https://zulip.com/api/upload-file
   */
  async upload(source: FileSource, params: UploadFile = {}, options?: RequestOptions): Promise<UploadedFile> {
    const file = await nameFile(source, params);
    await this.#checkSize(file, options);
    const body = multipartFile(file, params.onProgress);
    const request = { method: "POST", path: path`user_uploads`, body, lane: "transfer" } as const;
    return this.transport.request(request, UploadedFile, options);
  }

  /**
   * Uploads a file in a way that goes on after an interruption where it was; since Zulip 10.
   *
   * @throws InvalidInputError for a file larger than the server's limit, before it is sent; PayloadTooLargeError for one
   *   that it refuses for its size or for want of space
   * @see https://tus.io/protocols/resumable-upload
   */
  async uploadResumably(
    source: FileSource,
    params: UploadResumably = {},
    options?: RequestOptions,
  ): Promise<UploadedFile> {
    const file = await nameFile(source, params);
    await this.#checkSize(file, options);
    return uploadResumably(this.transport, file, params, options);
  }

  /**
   * Downloads a file while it arrives.
   *
   * @param url As in a message or from `upload`: `/user_uploads/…`
   * @example await pipeline((await zulip.uploads.download(url)).body, createWriteStream("report.pdf"))
   */
  async download(url: string, options?: RequestOptions): Promise<Download> {
    const answer = await this.transport.http.stream(
      { method: "GET", path: path`user_uploads/${segments(this.#pathOf(url))}`, lane: "transfer" },
      options,
    );
    const length = header(answer, "content-length");
    return {
      body: answer.body,
      contentType: header(answer, "content-type"),
      lengthBytes: length === undefined ? undefined : Number(length),
    };
  }

  /**
   * Gets a URL that anybody can download the file from for a minute.
   *
   * @see https://zulip.com/api/get-file-temporary-url
   */
  async temporaryUrl(url: string, options?: RequestOptions): Promise<string> {
    const file = path`user_uploads/${segments(this.#pathOf(url))}`;
    const relative = await this.transport.get(file, {}, TemporaryUrl, options);
    return new URL(relative, this.transport.http.baseUrl).href;
  }

  /** Tells whether an image's thumbnail is made yet; since Zulip 12. @see https://zulip.com/api/check-thumbnail-status */
  async hasThumbnail(url: string, options?: RequestOptions): Promise<boolean> {
    const file = path`thumbnail/status/${segments(this.#pathOf(url))}`;
    return this.transport.since(422).get(file, {}, HasThumbnail, options);
  }

  /** Lists the account's files; the server gives them at once. @see https://zulip.com/api/get-attachments */
  async list(options?: RequestOptions): Promise<Page<Attachment>> {
    const { attachments } = await this.transport.get(path`attachments`, {}, Attachments, options);
    return new Page({ items: attachments, total: attachments.length });
  }

  /** Gets how many bytes all files of the organisation take. @see https://zulip.com/api/get-attachments */
  async spaceUsed(options?: RequestOptions): Promise<number> {
    return (await this.transport.get(path`attachments`, {}, Attachments, options)).upload_space_used;
  }

  /** Deletes one of the account's files. @see https://zulip.com/api/remove-attachment */
  async delete(attachmentId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`attachments/${attachmentId}`, {}, Nothing, options);
  }

  async #checkSize({ filename, sizeBytes }: NamedFile, options?: RequestOptions): Promise<void> {
    const { server } = this.transport;
    const limits = sizeBytes > ALWAYS_TAKEN_BYTES ? await server.limits(options) : server.knownLimits;
    if (limits === undefined || sizeBytes <= limits.maxFileUploadBytes) return;
    throw new InvalidInputError(
      `${filename} has ${sizeBytes} bytes; the server takes ${limits.maxFileUploadBytes / MIB} MiB`,
      { service: "zulip" },
    );
  }

  /** What follows `/user_uploads/`, decoded. */
  #pathOf(url: string): string {
    const { baseUrl } = this.transport.http;
    const { origin, pathname } = new URL(url, `${baseUrl}/`);
    const found = /\/user_uploads\/(?:download\/)?(.+)$/.exec(pathname)?.[1];
    if (origin === new URL(baseUrl).origin && found !== undefined) return decodeURIComponent(found);
    throw new InvalidInputError(`${url} is no uploaded file of ${baseUrl}`, { service: "zulip" });
  }
}
