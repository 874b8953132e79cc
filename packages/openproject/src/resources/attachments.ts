import type { Readable } from "node:stream";
import {
  asNothing,
  header,
  InvalidInputError,
  isPlatformError,
  mediaType,
  Path,
  path,
  type RequestOptions,
} from "@platformq/resilience";
import { type Content, contentOf, type FileSource } from "../attachments/content.js";
import { multipart, type ProgressListener } from "../attachments/multipart.js";
import type { Collection } from "../hal/collection.js";
import { type FormattableInput, toFormattable } from "../hal/formattable.js";
import { Attachment, AttachmentUpload } from "../schemas/attachment.js";
import { Configuration } from "../schemas/configuration.js";
import type { OpenProjectTransport } from "../transport.js";
import { ShortMemory } from "../writing/short-memory.js";

/** What can have attachments. */
export type AttachmentContainer =
  | "work_packages"
  | "activities"
  | "budgets"
  | "documents"
  | "grids"
  | "help_texts"
  | "meetings"
  | "posts"
  | "wiki_pages";

/** A file to attach. */
export interface UploadAttachment {
  file: FileSource;
  /** @default the file's own name */
  fileName?: string | undefined;
  /** @default the Blob's, else `application/octet-stream` */
  contentType?: string | undefined;
  description?: FormattableInput | undefined;
  onProgress?: ProgressListener | undefined;
  /** Sends the file straight to the storage behind OpenProject, where there is one. @default false */
  direct?: boolean | undefined;
}

/** A file on its way here. */
export interface Download {
  /** Read it to its end or destroy it: the connection is busy until then. */
  readonly body: Readable;
  readonly contentType: string;
  readonly sizeBytes: number | undefined;
}

/** Files. @see https://www.openproject.org/docs/api/endpoints/attachments/ */
export class AttachmentsResource {
  readonly #configuration: ShortMemory<Configuration>;

  constructor(private readonly transport: OpenProjectTransport) {
    this.#configuration = new ShortMemory(transport.http.clock);
  }

  /** Lists the attachments of a work package, wiki page or the like. @throws NotFoundError */
  async list(
    container: AttachmentContainer,
    id: number,
    options?: RequestOptions,
  ): Promise<Collection<Attachment>> {
    return this.transport.list(path`${container}/${id}/attachments`, {}, Attachment, options);
  }

  /** Gets what is known of a file. @throws NotFoundError */
  async get(attachmentId: number, options?: RequestOptions): Promise<Attachment> {
    return this.transport.get(path`attachments/${attachmentId}`, {}, Attachment, options);
  }

  /**
   * Attaches a file. Never repeated after an unknown outcome.
   *
   * @throws InvalidInputError for a file larger than the server takes, before any of it is sent; ValidationError.
   */
  async upload(
    container: AttachmentContainer,
    id: number,
    params: UploadAttachment,
    options?: RequestOptions,
  ): Promise<Attachment> {
    return this.#upload(path`${container}/${id}/attachments`, params, options);
  }

  /** Uploads a file that belongs to nothing yet; name it in `attachments` of what it is to belong to. */
  async create(params: UploadAttachment, options?: RequestOptions): Promise<Attachment> {
    return this.#upload(path`attachments`, params, options);
  }

  /**
   * Reads a file, wherever it is stored; another host gets no credentials.
   *
   * @throws ForbiddenError for a file in quarantine, NotFoundError.
   */
  async download(attachmentId: number, options?: RequestOptions): Promise<Download> {
    const where = path`attachments/${attachmentId}/content`;
    const answer = await this.transport.stream({ method: "GET", path: where }, options);
    const length = header(answer, "content-length");
    return {
      body: answer.body,
      contentType: mediaType(answer) || "application/octet-stream",
      sizeBytes: length === undefined ? undefined : Number(length),
    };
  }

  /** Deletes a file. @throws NotFoundError */
  async delete(attachmentId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`attachments/${attachmentId}`, options);
  }

  async #upload(where: Path, params: UploadAttachment, options?: RequestOptions): Promise<Attachment> {
    const content = await contentOf(params.file);
    const fileName = params.fileName ?? content.fileName;
    if (!fileName) throw new InvalidInputError("The file needs a fileName", { service: "openproject" });
    await this.#checkSize(content);
    const contentType = params.contentType ?? content.contentType ?? "application/octet-stream";
    const description = toFormattable(params.description);
    const metadata = { fileName, description, contentType, fileSize: content.sizeBytes };
    const file = { content, fileName, contentType, onProgress: params.onProgress };
    const prepared = params.direct ? await this.#prepare(where, metadata, options) : undefined;
    if (prepared === undefined) {
      const body = multipart([["metadata", JSON.stringify(metadata)]], file);
      return this.transport.request(
        { method: "POST", path: where, content: body, lane: "transfer" },
        Attachment,
        options,
      );
    }
    const { addAttachment, completeUpload } = prepared._links;
    await this.transport.read(
      {
        method: "POST",
        path: path`attachments/direct`,
        target: this.transport.resolve(addAttachment.href),
        content: multipart(Object.entries(addAttachment.form_fields), file),
        lane: "transfer",
        // The form signs itself; storages refuse a second way to sign in, on our own host too.
        anonymous: true,
        secrets: Object.values(addAttachment.form_fields),
      },
      asNothing,
      options,
    );
    const target = this.transport.resolve(completeUpload.href);
    return this.transport.request({ method: "GET", path: where, target }, Attachment, options);
  }

  /** Asks where to put a file; `undefined` where files go through OpenProject. */
  async #prepare(
    { wire, safe, template }: Path,
    metadata: object,
    options?: RequestOptions,
  ): Promise<AttachmentUpload | undefined> {
    const where = new Path(`${wire}/prepare`, `${safe}/prepare`, `${template}/prepare`);
    const content = multipart([["metadata", JSON.stringify(metadata)]]);
    try {
      return await this.transport.request(
        { method: "POST", path: where, content },
        AttachmentUpload,
        options,
      );
    } catch (error) {
      // A server without such a storage refuses, an older one does not know the endpoint.
      const status = isPlatformError(error) && "status" in error ? error.status : undefined;
      if (status === 422 || status === 404 || status === 405) return undefined;
      throw error;
    }
  }

  async #checkSize({ sizeBytes }: Content): Promise<void> {
    // Without this call's options: what others share must not end with it.
    const { maximumAttachmentFileSize: limit } = await this.#configuration.get("", () =>
      this.transport.get(path`configuration`, {}, Configuration),
    );
    if (sizeBytes <= limit) return;
    throw new InvalidInputError(`The file has ${sizeBytes} bytes, and the server takes ${limit} at most`, {
      service: "openproject",
    });
  }
}
