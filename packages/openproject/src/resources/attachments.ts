import type { Readable } from "node:stream";
import {
  asNothing,
  type FileSource,
  header,
  InvalidInputError,
  isPlatformError,
  mediaType,
  type OpenFile,
  openFile,
  Path,
  path,
  type RequestOptions,
} from "@platformq/resilience";
import { multipart, type ProgressListener } from "../attachments/multipart.js";
import { forForeign } from "../foreign-options.js";
import type { Collection } from "../hal/collection.js";
import { type FormattableInput, toFormattable } from "../hal/formattable.js";
import { Attachment, AttachmentUpload } from "../schemas/attachment.js";
import { Configuration } from "../schemas/configuration.js";
import type { OpenProjectTransport } from "../transport.js";
import { ShortMemory } from "../writing/short-memory.js";
import { WholeCall } from "../writing/whole-call.js";

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
  /** Its path, bytes, a Blob, or a function that makes a stream of it. @example { localPath: "plan.pdf" } */
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

const ATTACHMENT_ID = /\/(\d+)\/uploaded$/;

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
   * @throws InvalidInputError for a file that cannot be read or is larger than the server takes, before any of it is
   *   sent; ValidationError.
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
    const answer = await this.transport.stream({ method: "GET", path: where, redirect: "follow" }, options);
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
    const content = await openFile(params.file, "openproject");
    const fileName = params.fileName ?? content.name;
    if (!fileName) throw new InvalidInputError("The file needs a fileName", { service: "openproject" });
    // A transfer has no deadline unless it is given one.
    const call = new WholeCall(this.transport.http.clock, options);
    await this.#checkSize(content, call);
    const contentType = params.contentType ?? content.contentType ?? "application/octet-stream";
    const description = toFormattable(params.description);
    const metadata = { fileName, description, contentType, fileSize: content.sizeBytes };
    const file = { content, fileName, contentType, onProgress: params.onProgress };
    const prepared = params.direct ? await this.#prepare(where, metadata, call) : undefined;
    if (prepared === undefined) {
      const body = multipart([["metadata", JSON.stringify(metadata)]], file);
      return this.transport.request(
        { method: "POST", path: where, content: body, lane: "transfer" },
        Attachment,
        call,
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
      // On our own host, too, the storage is another's.
      forForeign(call),
    );
    return this.#complete(completeUpload.href, call);
  }

  /** Tells the server that a file has arrived at the storage. */
  async #complete(href: string | null, options: RequestOptions): Promise<Attachment> {
    const target = this.transport.resolve(href);
    const told = await this.transport.request(
      { method: "GET", path: path`attachments/uploaded`, target, alreadySo: [404] },
      Attachment.optional(),
      options,
    );
    // Told again, because its answer was lost, the server knows of no such upload any more: it is an attachment by now.
    return told ?? this.get(Number(ATTACHMENT_ID.exec(target.pathname)?.[1]), options);
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

  async #checkSize({ sizeBytes }: OpenFile, call: WholeCall): Promise<void> {
    // Without this call's options: what others share must not end with it.
    const read = () => this.transport.get(path`configuration`, {}, Configuration);
    const { maximumAttachmentFileSize: limit } = await call.wait(this.#configuration.get("", read));
    if (sizeBytes <= limit) return;
    throw new InvalidInputError(`The file has ${sizeBytes} bytes, and the server takes ${limit} at most`, {
      service: "openproject",
    });
  }
}
