import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { Storage, StorageFile, StorageFiles, UploadLink } from "../schemas/storage.js";
import type { OpenProjectTransport } from "../transport.js";

/** What to change of a storage. */
export interface UpdateStorage {
  name?: string | undefined;
  /** Where it is, such as `https://cloud.example.com`. */
  origin?: string | undefined;
  /** Lets OpenProject look after the projects' folders in a Nextcloud; `null` ends that. */
  applicationPassword?: string | null | undefined;
  /** How users are known to a Nextcloud: by OAuth both ways, or by single sign-on. @default "TwoWayOAuth2" */
  authenticationMethod?: "TwoWayOAuth2" | "OAuth2SSO" | undefined;
  /** For single sign-on: what tokens are made out to, usually the Nextcloud's client id at the identity provider. */
  storageAudience?: string | undefined;
  /** For single sign-on: the scope asked for where tokens are exchanged. */
  tokenExchangeScope?: string | undefined;
  /** Characters no file's name may have, one after the other. */
  forbiddenFileNameCharacters?: string | undefined;
}

/** A storage to create. */
export interface CreateStorage extends UpdateStorage {
  name: string;
  /** @default "Nextcloud" */
  type?: "Nextcloud" | "OneDrive" | "SharePoint" | undefined;
}

/** A file to upload to a storage. */
export interface PrepareStorageUpload {
  /** The project whose members may upload there. */
  projectId: number;
  fileName: string;
  /** The storage's own id of the folder, such as Nextcloud's `fileid`. */
  parent: string;
}

/** Places for files, such as a Nextcloud. @see https://www.openproject.org/docs/api/endpoints/file-links/ */
export class StoragesResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists the storages this account may see, all at once. */
  async list(options?: RequestOptions): Promise<Collection<Storage>> {
    return this.transport.list(path`storages`, {}, Storage, options);
  }

  /** Gets a storage; the server asks it whether this account is connected. @throws NotFoundError */
  async get(storageId: number, options?: RequestOptions): Promise<Storage> {
    return this.transport.get(path`storages/${storageId}`, {}, Storage, options);
  }

  /**
   * Creates a storage, which only administrators may. Never repeated after an unknown outcome.
   *
   * @returns the storage, which embeds the OAuth application to set up over there. Its secret is told this once.
   * @throws ValidationError, ForbiddenError
   */
  async create({ type = "Nextcloud", ...params }: CreateStorage, options?: RequestOptions): Promise<Storage> {
    const body = encodeStorage(params, { type: nameOf(type) });
    const secrets = secretsOf(params);
    return this.transport.request({ method: "POST", path: path`storages`, body, secrets }, Storage, options);
  }

  /** Changes a storage. @throws ValidationError, ForbiddenError */
  async update(storageId: number, params: UpdateStorage, options?: RequestOptions): Promise<Storage> {
    const [where, body, secrets] = [path`storages/${storageId}`, encodeStorage(params), secretsOf(params)];
    return this.transport.request(
      { method: "PATCH", path: where, body, idempotent: true, secrets },
      Storage,
      options,
    );
  }

  /** Deletes a storage with all links to its files; the files stay. */
  async delete(storageId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`storages/${storageId}`, options);
  }

  /** Lists a folder of a storage. @param params.parent The path of the folder. @default "/" */
  async files(
    storageId: number,
    params: { parent?: string | undefined } = {},
    options?: RequestOptions,
  ): Promise<StorageFiles> {
    return this.transport.get(path`storages/${storageId}/files`, { ...params }, StorageFiles, options);
  }

  /** Creates a folder in a storage. @param params.parentId The storage's own id of the folder it is made in. */
  async createFolder(
    storageId: number,
    params: { name: string; parentId: string },
    options?: RequestOptions,
  ): Promise<StorageFile> {
    return this.transport.post(path`storages/${storageId}/folders`, params, StorageFile, options);
  }

  /** Asks where a file can be uploaded, past OpenProject. */
  async prepareUpload(
    storageId: number,
    params: PrepareStorageUpload,
    options?: RequestOptions,
  ): Promise<URL> {
    const where = path`storages/${storageId}/files/prepare_upload`;
    const { _links } = await this.transport.post(where, params, UploadLink, options);
    return this.transport.resolve(_links.destination.href);
  }

  /** Tells OpenProject what it signs in to the storage with. */
  async createOAuthClientCredentials(
    storageId: number,
    params: { clientId: string; clientSecret: string },
    options?: RequestOptions,
  ): Promise<Storage> {
    const where = path`storages/${storageId}/oauth_client_credentials`;
    const secrets = [params.clientSecret];
    return this.transport.request({ method: "POST", path: where, body: params, secrets }, Storage, options);
  }

  /** Asks where people open the storage. */
  async openLocation(storageId: number, options?: RequestOptions): Promise<URL> {
    return this.transport.location({ method: "GET", path: path`storages/${storageId}/open` }, options);
  }
}

function encodeStorage(
  { origin, authenticationMethod, ...rest }: UpdateStorage,
  links: { type?: object } = {},
): object {
  return {
    ...rest,
    _links: {
      ...links,
      origin: origin === undefined ? undefined : { href: origin },
      authenticationMethod: authenticationMethod && nameOf(`authenticationMethod:${authenticationMethod}`),
    },
  };
}

function nameOf(what: string): { href: string } {
  return { href: `urn:openproject-org:api:v3:storages:${what}` };
}

function secretsOf({ applicationPassword }: UpdateStorage): string[] {
  return applicationPassword ? [applicationPassword] : [];
}
