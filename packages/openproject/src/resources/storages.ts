import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { Storage, StorageFile, StorageFiles, UploadLink } from "../schemas/storage.js";
import type { OpenProjectTransport } from "../transport.js";

/** What to change of a storage. */
export interface UpdateStorage {
  name?: string | undefined;
  /** Where it is, such as `https://cloud.example.com`. */
  origin?: string | undefined;
  /** Lets OpenProject look after the projects' folders; `null` ends that. */
  applicationPassword?: string | null | undefined;
}

/** A storage to create. */
export interface CreateStorage extends UpdateStorage {
  name: string;
  /** @default "Nextcloud" */
  type?: "Nextcloud" | "OneDrive" | "SharePoint" | undefined;
}

/** Places for files, such as a Nextcloud. @see https://www.openproject.org/docs/api/endpoints/file-links/ */
export class StoragesResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  list(options?: RequestOptions): Promise<Collection<Storage>> {
    return this.transport.list(path`storages`, {}, Storage, options);
  }

  get(storageId: number, options?: RequestOptions): Promise<Storage> {
    return this.transport.get(path`storages/${storageId}`, {}, Storage, options);
  }

  /** Creates a storage, which only administrators may. The answer embeds the OAuth application to set up over there. */
  create({ type = "Nextcloud", ...params }: CreateStorage, options?: RequestOptions): Promise<Storage> {
    const body = encodeStorage(params, { type: { href: `urn:openproject-org:api:v3:storages:${type}` } });
    const secrets = params.applicationPassword ? [params.applicationPassword] : [];
    return this.transport.request({ method: "POST", path: path`storages`, body, secrets }, Storage, options);
  }

  update(storageId: number, params: UpdateStorage, options?: RequestOptions): Promise<Storage> {
    const secrets = params.applicationPassword ? [params.applicationPassword] : [];
    return this.transport.request(
      {
        method: "PATCH",
        path: path`storages/${storageId}`,
        body: encodeStorage(params),
        idempotent: true,
        secrets,
      },
      Storage,
      options,
    );
  }

  /** Deletes a storage with all links to its files; the files stay. */
  delete(storageId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`storages/${storageId}`, options);
  }

  /** Lists a folder of a storage. @param params.parent The path of the folder. @default "/" */
  files(
    storageId: number,
    params: { parent?: string | undefined } = {},
    options?: RequestOptions,
  ): Promise<StorageFiles> {
    return this.transport.get(path`storages/${storageId}/files`, { ...params }, StorageFiles, options);
  }

  createFolder(
    storageId: number,
    params: { name: string; parentId: string },
    options?: RequestOptions,
  ): Promise<StorageFile> {
    return this.transport.post(path`storages/${storageId}/folders`, params, StorageFile, options);
  }

  /** Asks where a file can be uploaded, past OpenProject. */
  async prepareUpload(
    storageId: number,
    params: { projectId: number; fileName: string /** Id of the folder. */; parent: string },
    options?: RequestOptions,
  ): Promise<URL> {
    const where = path`storages/${storageId}/files/prepare_upload`;
    const { _links } = await this.transport.post(where, params, UploadLink, options);
    return this.transport.resolve(_links.destination.href);
  }

  /** Tells OpenProject what it signs in to the storage with. */
  createOAuthClientCredentials(
    storageId: number,
    params: { clientId: string; clientSecret: string },
    options?: RequestOptions,
  ): Promise<Storage> {
    const where = path`storages/${storageId}/oauth_client_credentials`;
    const secrets = [params.clientSecret];
    return this.transport.request({ method: "POST", path: where, body: params, secrets }, Storage, options);
  }

  /** Asks where people open the storage. */
  openLocation(storageId: number, options?: RequestOptions): Promise<URL> {
    return this.transport.location({ method: "GET", path: path`storages/${storageId}/open` }, options);
  }
}

function encodeStorage({ origin, ...rest }: UpdateStorage, links: object = {}): object {
  return { ...rest, _links: { ...links, ...(origin !== undefined && { origin: { href: origin } }) } };
}
