import { InvalidInputError, path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { type LinkRef, toLink } from "../hal/link.js";
import type { ListParams } from "../hal/list-params.js";
import { FileLink } from "../schemas/file-link.js";
import type { OpenProjectTransport } from "../transport.js";

/** A file of a storage to point to. */
export interface LinkedFile {
  /** The storage's own id: Nextcloud's `fileid`. */
  id: string;
  name: string;
  /** A folder is a folder only with `FOLDER`, `application/x-op-directory`. */
  mimeType?: string | undefined;
  /** In bytes. */
  size?: number | undefined;
  createdAt?: string | undefined;
  lastModifiedAt?: string | undefined;
  createdByName?: string | undefined;
  lastModifiedByName?: string | undefined;
}

/** Files to point to. */
export interface CreateFileLinks {
  /** By id or href; or its address, such as `https://cloud.example.com`. */
  storage: LinkRef | { readonly url: string };
  /** At most 20; if one is refused, none is linked. */
  files: readonly LinkedFile[];
}

const MOST_FILES = 20;

/** Files of storages that work packages point to. @see https://www.openproject.org/docs/api/endpoints/file-links/ */
export class FileLinksResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists the file links of a work package; the filter `storage` goes by storage. @throws NotFoundError */
  async list(
    workPackageId: number | string,
    params: Pick<ListParams, "filters"> = {},
    options?: RequestOptions,
  ): Promise<Collection<FileLink>> {
    return this.transport.list(path`work_packages/${workPackageId}/file_links`, params, FileLink, options);
  }

  /** Gets a file link. @throws NotFoundError */
  async get(fileLinkId: number, options?: RequestOptions): Promise<FileLink> {
    return this.transport.get(path`file_links/${fileLinkId}`, {}, FileLink, options);
  }

  /**
   * Lets a work package point to files or folders, all or none of them. One it points to already stays as it is, and is
   * in the answer too: so this is repeated like a PUT.
   *
   * @example
   * const files = [{ id: String(folder.fileId), name: "Apollo", mimeType: FOLDER }];
   * await openproject.fileLinks.create(task.id, { storage: { url: "https://cloud.example.com" }, files });
   * @throws InvalidInputError for more than 20 files; ValidationError for a storage there is not.
   */
  async create(
    workPackageId: number | string,
    { storage, files }: CreateFileLinks,
    options?: RequestOptions,
  ): Promise<Collection<FileLink>> {
    if (files.length > MOST_FILES) {
      throw new InvalidInputError(`At most ${MOST_FILES} files can be linked at once, not ${files.length}`, {
        service: "openproject",
      });
    }
    const _links =
      typeof storage === "object" && "url" in storage
        ? { storageUrl: { href: storage.url } }
        : { storage: toLink("storages", storage) };
    const elements = files.map((originData) => ({ originData, _links }));
    const body = { _type: "Collection", _embedded: { elements } };
    const where = path`work_packages/${workPackageId}/file_links`;
    return this.transport.collection(
      { method: "POST", path: where, body, idempotent: true },
      FileLink,
      options,
    );
  }

  /** Ends a link; the file stays. */
  async delete(fileLinkId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`file_links/${fileLinkId}`, options);
  }

  /** Asks where people open the file. @param params.location Opens the folder it is in. */
  async openLocation(
    fileLinkId: number,
    params: { location?: boolean | undefined } = {},
    options?: RequestOptions,
  ): Promise<URL> {
    const where = path`file_links/${fileLinkId}/open`;
    return this.transport.location({ method: "GET", path: where, query: { ...params } }, options);
  }

  /** Asks where the file can be read for a short time, by anybody who has the address. */
  async downloadLocation(fileLinkId: number, options?: RequestOptions): Promise<URL> {
    return this.transport.location({ method: "GET", path: path`file_links/${fileLinkId}/download` }, options);
  }
}
